import { say } from "./say.ts";

const HUGE = 3_000_000;
const filledWith = (text: string): string => text.repeat(Math.ceil(HUGE / text.length));

test.each<[string, string]>([
  ["one word", filledWith("a")],
  ["blanks", filledWith(" ")],
  ["new lines", filledWith("\n")],
  ["sentences", Array.from({ length: 100_000 }, (_, n) => `Story ${n} on my list is a long one. `).join("")],
  ["one sentence", filledWith("Sit down, love, and hear. ")],
  ["abbreviations", filledWith("Mr. A. ")],
  ["stops", filledWith(". ")],
  ["Chinese", filledWith("好。")],
  ["a thought", `<think>${filledWith("Hm. So what? ")}`],
  ["a plan", `Okay, the player is here. ${filledWith("I should answer. ")}`],
  ["prose", filledWith('"Hi," she said. She smiles. ')],
  ["code", `\`\`\`${filledWith("a b ")}`],
  ["an object", `{"response": "${filledWith("Story. ")}`],
  ["emoji", filledWith("😊")],
  ["halves of emoji", filledWith("\ud83d")],
  ["lines of a table", filledWith("| a |\n")],
  ...[
    "(",
    "((",
    "*",
    "*a ",
    "<",
    "<a ",
    "{",
    '{"a":',
    "[",
    "`",
    "~",
    "&",
    "&a",
    '"',
    "_a",
    "a:b:",
    "-=~|",
    "wave(",
    "<wave>",
    "\\n",
    "1. ",
  ].map((sign): [string, string] => [sign, filledWith(sign)]),
])("3 MB of %s in one piece are read in time", async (_what, text) => {
  for (const pieces of [[text], text.match(/[\s\S]{1,4000}/g) ?? []]) {
    const { said } = await say(pieces);
    expect(said.join(" ").length).toBeLessThan(70_000);
    expect((await say(pieces, { brief: { sentences: 3, characters: 280 } })).said.length).toBeLessThanOrEqual(6);
  }
});
