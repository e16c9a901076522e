import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { cutAt, say } from "./say.ts";

interface Answer {
  wrote: string;
  said: string;
  calls?: string;
}

const kinds = parse(readFileSync(join(import.meta.dirname, "answers.yaml"), "utf8")) as Record<string, Answer[]>;

describe.each(Object.entries(kinds))("%s", (_kind, answers) => {
  test.each(answers)("$wrote", async ({ wrote, said, calls = "" }) => {
    const whole = await say([wrote]);
    expect(whole.said.join(" | ")).toBe(said);
    expect(whole.calls.map(([tool, args]) => [tool, ...Object.values(args)].join(" ")).join(", ")).toBe(calls);
  });
});

test("an answer is the same however it is cut", async () => {
  const answers = Object.values(kinds).flat();
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...answers), cuts, async ({ wrote }, places) =>
      expect(await say(cutAt(wrote, places))).toEqual(await say([wrote])),
    ),
    { numRuns: 1_500 },
  );
  for (const { wrote } of answers) expect(await say(wrote.split(""))).toEqual(await say([wrote]));
});

test("any two answers in a row are the same however they are cut, and no bubble is empty", async () => {
  const answers = Object.values(kinds).flat();
  const one = fc.constantFrom(...answers);
  const between = fc.constantFrom("", " ", "\n", "\n\n", "*", "<", "{", "(", "`", '"', "&");
  const cuts = fc.array(fc.nat({ max: 800 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(one, between, one, cuts, async (first, sign, second, places) => {
      const text = first.wrote + sign + second.wrote;
      const whole = await say([text]);
      expect(await say(cutAt(text, places))).toEqual(whole);
      for (const bubble of whole.said) expect(bubble).toMatch(/[\p{L}\p{N}]/u);
    }),
    { numRuns: 1_500 },
  );
});
