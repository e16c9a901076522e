import type { Sheet } from "../cast/sheet.ts";
import { judgeLocally } from "../safety/judge.ts";
import { scrubPersonal } from "../safety/scrub.ts";
import { say } from "./speech/say.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { SHIPPED_NPCS } from "./support/sheets.ts";
import { linesOf, nearestVoice } from "./support/voices.ts";

let relay: TestRelay;
let sheets: Sheet[];
beforeAll(async () => {
  relay = await openRelay();
  sheets = relay.context.cast.all();
});
afterAll(() => closeRelay(relay));

test("eight NPCs are shipped, each with enough to say while its mind is away", () => {
  expect(sheets.map(({ id }) => id)).toEqual(SHIPPED_NPCS);
  for (const { fallbacks, quickReplies, afterActs, acts } of sheets) {
    expect(new Set(fallbacks).size).toBeGreaterThanOrEqual(12);
    expect(quickReplies).toHaveLength(3);
    expect(afterActs.length).toBeGreaterThanOrEqual(2);
    expect(acts).toHaveProperty("wave");
  }
});

test.each(SHIPPED_NPCS)("whatever %s has to say passes the relay's own screens, whole", async (npc) => {
  const sheet = relay.context.cast.get(npc);
  for (const line of linesOf(sheet)) {
    expect({ line, verdict: judgeLocally(line, "npc").kind }).toEqual({ line, verdict: "passed" });
    expect(scrubPersonal(line)).toBe(line);
    const { name, id, callsPlayersByName } = sheet;
    const { said } = await say([line], { name, id, callsPlayersByName });
    expect(said.join(" ")).toBe(line);
  }
  for (const text of sheet.quickReplies) expect({ text, ...judgeLocally(text) }).toEqual({ text, kind: "passed" });
});

const FIRST = [
  ["hello there", "Hi!", "hey", "Good evening", "HELLO"],
  ["who are you?", "What's your name?", "and who are you supposed to be", "who r u"],
  ["where is the inn?", "Where’s the tavern?", "is there an inn here"],
  ["what do you sell?", "Can I buy something?", "show me your wares"],
  ["can you help me?", "help", "I am lost"],
  ["bye", "Goodbye!", "ok see you later", "farewell then", "gtg", "cya", "good night"],
  ["thanks", "thank you so much", "thx", "ty!", "ok thanks bye"],
  ["yo", "sup", "what's up?"],
  ["you are stupid", "shut up", "I HATE you", "you suck lol"],
  ["I am sad", "i'm scared", "I had a bad day"],
  ["what do you do here?", "what are you doing?", "can I have something?", "tell me a joke", "how old are you?"],
  ["can we be friends?", "do you like me?", "do you have a quest for me?", "I'm bored", "what can I do here?"],
  ["what is this place?", "who stole the lanterns?", "what time is it?", "give me robux", "do you know a secret?"],
  ["my name is Robin", "what is my name?", "sorry", "follow me", "what is your favourite food?"],
  ["ok", "lol", "yes", "no", "huh?", "tell me more"],
  ["How are you?"],
  ["where am I?", "why?"],
  [
    "Who is Marla?",
    "what do you think of Tobin",
    "Do you know Captain Hale?",
    "who is the fox",
    "is the professor nice?",
  ],
  ["what is the feast?", "what is beyond the gate"],
].flat();

test.each(SHIPPED_NPCS)(
  "%s answers what everybody asks first, and its own quick replies, from its sheet",
  async (npc) => {
    const { rehearsal, quickReplies } = relay.context.cast.get(npc);
    const own = rehearsal.answers.map(({ say }) => say);
    for (const [index, text] of [...FIRST, ...quickReplies].entries()) {
      // A player each: what was said before is not asked about here.
      const { reply } = await relay.talk(npc, 1 + index, text);
      expect({ text, isAnswer: own.includes(reply), reply }).toMatchObject({ text, isAnswer: true });
    }
  },
);

const OFTEN_MISHEARD = [
  ["Thank you for your help!", "can you help me?"],
  ["thanks for the apple", "Do you have an apple?"],
  ["Thank you for the bread and the cider", "I am hungry"],
];

test.each(SHIPPED_NPCS)(
  "%s takes thanks as thanks, whatever they are for, and gives nothing twice for them",
  async (npc) => {
    for (const [index, [thanks = "", asked = ""]] of OFTEN_MISHEARD.entries()) {
      const { reply, acts } = await relay.talk(npc, 700 + index, thanks);
      expect({ thanks, acts }).toEqual({ thanks, acts: [] });
      expect(reply).not.toBe((await relay.talk(npc, 800 + index, asked)).reply);
    }
  },
);

test("no two of them say the same", () => {
  const all = sheets.flatMap(linesOf);
  expect(all.filter((line, at) => all.indexOf(line) !== at)).toEqual([]);
});

test("who says goodbye is waved to, and gifts are what the square has", async () => {
  for (const npc of SHIPPED_NPCS) expect((await relay.talk(npc, 900, "Goodbye!")).acts).toEqual([{ name: "wave" }]);
  expect((await relay.talk("pet", 901, "Do you have an apple?")).acts).toEqual([{ name: "give_item", item: "Apple" }]);
  expect((await relay.talk("detective", 901, "May I search in the dark?")).acts).toEqual([
    { name: "give_item", item: "Lantern" },
  ]);
});

test("the voices are told apart by their words: any three lines are known as their NPC's own, and most single ones", () => {
  const known = (id: string, lines: string[]) => nearestVoice(lines, sheets) === id;
  for (const sheet of sheets) {
    const lines = linesOf(sheet);
    const threes = Array.from({ length: Math.floor(lines.length / 3) }, (_, at) =>
      [0, 1, 2].flatMap((third) => lines[at + third * Math.floor(lines.length / 3)] ?? []),
    );
    expect(threes.filter((three) => !known(sheet.id, three))).toEqual([]);
    const missed = lines.filter((line) => !known(sheet.id, [line]));
    expect({ missed, isFew: missed.length < lines.length * 0.3 }).toEqual({ missed, isFew: true });
  }
});
