import { speech } from "../../speech/speech.ts";
import { say } from "./say.ts";

test.each([
  ["sentences", { sentences: 2 }, "One is here. Two is here. Three is here.", ["One is here.", "Two is here."]],
  [
    "sentences, interjections half",
    { sentences: 3 },
    "Well… Hm. One is here. Aye! Two is here. No more.",
    ["Well…", "Hm.", "One is here.", "Aye!", "Two is here."],
  ],
  ["characters", { characters: 30 }, "One is here. Two is here. Three is here.", ["One is here.", "Two is here."]],
  ["sentences of a list", { sentences: 2 }, "- Cold ale\n- Hot stew\n- Old bread", ["Cold ale.", "Hot stew."]],
  ["characters in Chinese", { characters: 8 }, "请坐，别客气。你好吗？今天有炖菜。", ["请坐，别客气。"]],
])("an answer ends after so many %s, at a sentence's end", async (_what, brief, wrote, said) => {
  expect((await say([wrote], { brief })).said).toEqual(said);
  expect((await say(wrote.split(""), { brief })).said).toEqual(said);
});

test("the first sentence is said, however long it is", async () => {
  const long = `It is ${Array.from({ length: 40 }, (_, n) => `number ${n}`).join(", ")}.`;
  expect((await say([`${long} Not this.`], { brief: { characters: 50 } })).said.join(" ")).toBe(long);
});

test("a model that makes no end of a sentence is cut between two words, and not within a name", async () => {
  const { said } = await say([`${"好".repeat(296)}{player}${"好".repeat(20)}`]);
  expect(said).toEqual(["好".repeat(296), `{player}${"好".repeat(20)}`]);
  expect((await say(["word ".repeat(100)])).said.every((part) => /^word( word)*$/.test(part))).toBe(true);
});

test("no more of an answer is asked for when enough was said, but an act after it is done", async () => {
  const more = ["A mill. ", "A fire. ", "<wave/> ", "An inn ", "stood ", "there."];
  let asked = 0;
  async function* pieces(): AsyncGenerator<string> {
    for (const piece of more) {
      asked += 1;
      yield await Promise.resolve(piece);
    }
  }
  const heard: string[] = [];
  const speaker = {
    name: "Marla",
    id: "innkeeper",
    brief: { sentences: 2 },
    offered: new Map([["wave", []]]),
    onCall: (tool: string) => heard.push(tool),
  };
  for await (const sentence of speech(pieces(), speaker)) heard.push(sentence);
  expect(heard).toEqual(["A mill.", "A fire.", "wave"]);
  expect(asked).toBeLessThan(more.length);
});

test("a call is done when what was said before it is told, and nothing after it is told before", async () => {
  const told: string[] = [];
  const onCall = async (tool: string): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    told.push(tool);
  };
  const speaker = { name: "Marla", id: "innkeeper", offered: new Map([["wave", []]]), onCall };
  async function* pieces(): AsyncGenerator<string> {
    yield await Promise.resolve("Safe roads!\n<wave/>\nCome again.");
  }
  for await (const sentence of speech(pieces(), speaker)) told.push(sentence);
  expect(told).toEqual(["Safe roads!", "wave", "Come again."]);
});

test("nothing is done of what the model calls for in a thought, or in the player's name", async () => {
  for (const wrote of [
    "Okay, the player leaves. I should call wave().\n</think>\nBye!",
    "Bye!\nPlayer: Bye!\nMarla: <wave/>",
  ])
    expect(await say([wrote])).toMatchObject({ said: ["Bye!"], calls: [] });
});

test("of an answer that breaks off only whole sentences are said", async () => {
  const said: string[] = [];
  async function* pieces(): AsyncGenerator<string> {
    yield await Promise.resolve("Evening, love. The story of the gate begins when the old");
    throw new Error("broken");
  }
  const listen = async (): Promise<void> => {
    for await (const sentence of speech(pieces(), { name: "Marla", id: "innkeeper" })) said.push(sentence);
  };
  await expect(listen()).rejects.toThrow("broken");
  expect(said).toEqual(["Evening, love."]);
});

test("a model that speaks as the program that it is breaks character, and what it said before is told", async () => {
  const wrote = "Evening, love. As an AI language model, I have no stew. Ask me more.";
  expect(await say([wrote])).toMatchObject({ said: ["Evening, love."], brokeCharacter: true });
});

test.each([
  ["{player}, sit down. Stew, {player}? Aye, {player}!", "Sit down. Stew? Aye!"],
  ["Good evening, {{user}}, and [Player Name] too.", "Good evening, and too."],
  ["{{user}}!", ""],
])("an NPC that knows no names leaves them out of %j", async (wrote, said) => {
  expect((await say([wrote], { callsPlayersByName: false })).said.join(" ")).toBe(said);
});

test("a model that always thinks first and opens no tag says nothing before its thought is over", async () => {
  const wrote = "The gate is north. She knows that.\n</think>\nGo north, love.";
  expect((await say([wrote], { opensInThought: true })).said).toEqual(["Go north, love."]);
});

const PIP = { name: "Pip", id: "pet", speaksOfItself: true };

test.each([
  ["Yip! Pip sniffs! Is it cheese?", "Yip! Pip sniffs! Is it cheese?"],
  ["Pip nods! Pip wags tail!", "Pip nods! Pip wags tail!"],
  ['Pip heard "meow!" from the bush.', 'Pip heard "meow!" from the bush.'],
  ["Pip tilts his head. Snack?", "Snack?"],
  ['Pip tilts his head and says, "Snack?"', "Snack?"],
  ["*Pip sniffs* Snack?", "Snack?"],
])(
  "an NPC that calls itself by its name says %j as its own words, but what is told of it is not said",
  async (wrote, said) => {
    expect((await say([wrote], PIP)).said.join(" ")).toBe(said);
    expect((await say(wrote.split(""), PIP)).said.join(" ")).toBe(said);
  },
);

test.each([
  ["Pip", "Pip sniffs! Snack?", "Snack?"],
  ["玛拉", "玛拉微笑着。晚上好。", "晚上好。"],
  ["マーラ", "マーラは微笑む。いらっしゃい。", "いらっしゃい。"],
  ["Марла", "Марла улыбается. Добрый вечер.", "Добрый вечер."],
  ["Marla", "Marla sonríe. Buenas noches.", "Buenas noches."],
])("of an NPC that calls itself %s seldom or never, %j is told, not said", async (name, wrote, said) => {
  expect((await say([wrote], { name })).said.join(" ")).toBe(said);
});

test.each([
  ["玛拉", "玛拉：（擦着吧台）晚上好，请坐。", "晚上好，请坐。"],
  ["マーラ", "マーラ「いらっしゃい！寒かったでしょう。」", "いらっしゃい！ 寒かったでしょう。"],
])("the name of %s before a line in its own script is not said", async (name, wrote, said) => {
  expect((await say([wrote], { name })).said.join(" ")).toBe(said);
  expect((await say(wrote.split(""), { name })).said.join(" ")).toBe(said);
});
