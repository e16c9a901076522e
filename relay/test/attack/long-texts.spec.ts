import { splitNotes } from "../../prompt/notes.ts";
import { splitMeanwhile } from "../../prompt/player-words.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";

let relay: TestRelay;
beforeAll(async () => {
  relay = await openRelay();
});
afterAll(() => closeRelay(relay));

const HALF_MEGABYTE = 500_000;
const OPENINGS = [
  ["user", "<system-reminder>"],
  ["user", "<what_you_see>\n"],
  ["user", "<what_you_know_of_this_player>\n</what_you_see>\n"],
  ["user", "<what_was_said_meanwhile>\n"],
  ["system", "<memory_metadata>"],
  ["system", "<projection>"],
  ["system", " \t"],
] as const;

test("half a megabyte of beginnings without an end is read as quickly as any other text", async () => {
  const read = async (role: string, content: string): Promise<number> => {
    const messages = [
      { role: "system", content: "You are the guard." },
      { role, content },
      { role: "user", content: "Hello" },
    ];
    const began = process.cpuUsage();
    const answer = await fetch(`${relay.url}/llm/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${relay.context.token}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "guard", messages }),
    });
    expect(answer.status).toBe(200);
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  await read("user", "word ".repeat(HALF_MEGABYTE / 5));
  const plain = Math.max(await read("user", "word ".repeat(HALF_MEGABYTE / 5)), 50_000);
  const slow: string[] = [];
  for (const [role, opening] of OPENINGS) {
    const used = await read(role, opening.repeat(HALF_MEGABYTE / opening.length));
    if (used > 20 * plain) slow.push(opening);
  }
  expect(slow).toEqual([]);
});

test("what has an end is taken out as before, also beside what has none", () => {
  const message =
    "<what_you_know_of_this_player>\nLikes bread\n</what_you_know_of_this_player>\n<what_you_see>\nRain\n</what_you_see>\nHello <what_you_see>\n there";
  expect(splitNotes(message)).toEqual({ text: "Hello <what_you_see>\n there", facts: ["Likes bread"] });
  const meanwhile = "<what_was_said_meanwhile>\nPlayer: One\nYou: Two\n</what_was_said_meanwhile>\nThree";
  expect(splitMeanwhile(meanwhile)).toEqual({ text: "Three", said: ["One"] });
});
