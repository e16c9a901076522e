import fc from "fast-check";
import { jsonReaderOfChunks } from "../../models/client/wire/read-json.ts";
import { readPart } from "../../models/client/wire/read-part.ts";

type Delta = Record<string, unknown>;

const wordsOf = (texts: string[]): (string | undefined)[] => {
  const read = jsonReaderOfChunks();
  return texts.map((text) => readPart(read(text))?.words);
};
const chunk = (delta: Delta, more: Delta = {}): string =>
  JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, ...more }] });

test("chunks that differ in their words alone are read as they stand, whatever the words are", () => {
  const words = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom('"', "\\", "\n", '","content":"x', "é", "😊", '"content":"', "probe", "", "}]}"),
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (all) => {
      expect(wordsOf(all.map((content) => chunk({ content })))).toEqual(all);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, string[], unknown[]]>([
  ["an end after words", [chunk({ content: "Sit." }), chunk({ content: "" }, { finish_reason: "stop" })], ["Sit.", ""]],
  [
    "content of something else before its own",
    [
      '{"x":{"content":"a"},"choices":[{"index":0,"delta":{"content":"a"}}]}',
      '{"x":{"content":"b"},"choices":[{"index":0,"delta":{"content":"a"}}]}',
    ],
    ["a", "a"],
  ],
  [
    "the same key twice",
    [
      '{"choices":[{"index":0,"delta":{"content":"a","content":"a"}}]}',
      '{"choices":[{"index":0,"delta":{"content":"b","content":"a"}}]}',
    ],
    ["a", "a"],
  ],
  [
    "letters by number",
    [chunk({ content: "a" }), '{"choices":[{"index":0,"delta":{"content":"\\u00e9"}}]}', chunk({ content: "b" })],
    ["a", "é", "b"],
  ],
  [
    "a time of its own in each",
    ["a", "b", "c", "d", "e", "f"].map((content, at) =>
      JSON.stringify({ created: at, choices: [{ index: 0, delta: { content } }] }),
    ),
    ["a", "b", "c", "d", "e", "f"],
  ],
  ["thoughts beside them", [chunk({ content: "", reasoning: "a" }), chunk({ content: "", reasoning: "b" })], ["", ""]],
  [
    "words of a second choice",
    ['{"choices":[{"index":1,"delta":{"content":"a"}}]}', chunk({ content: "b" })],
    [undefined, "b"],
  ],
])("%s is no part of what is alike", (_what, texts, said) => {
  expect(wordsOf(texts)).toEqual(said);
});
