import { speech } from "../speech/speech.ts";

/** What the cleaner costs: microseconds of CPU an answer of a hundred words, in pieces of a word and as one. Goal: 60. */
const PLAIN =
  "Evening, love, and welcome to the Drowsy Otter. We have a stew on the fire, and the bread came out an hour ago. " +
  "Mr. Crane from the mill was here at noon, he says the bridge is down again, and that it will take a week to mend. " +
  "So you had better stay, the beds are dry and the fire is warm. It is two coins a night, with breakfast, and one more for " +
  "the horse. If you want a quieter place, ask Dr. Weir at the end of the lane, she lets a room now and then. " +
  "Mind the third step, it is loose. What will it be tonight, ale or cider?";
const ODD =
  "<think>\nOkay, the player greets me. I should answer as Marla.\n</think>\n\n**Marla:** *wipes the counter* Evening, love! 😊 " +
  PLAIN.slice(0, 420) +
  '\n\n- **Stew** &amp; bread\n- Ale (cold)\n\n<tool_call>{"name":"wave","arguments":{}}</tool_call>\nPlayer: Thanks!';

const marla = { name: "Marla", id: "innkeeper", offered: new Map([["wave", []]]) };
const ANSWERS = 20_000;
let heard = 0;

async function* arriving(pieces: string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

async function cost(
  pieces: string[],
  answer: (pieces: AsyncIterable<string>) => AsyncIterable<string>,
): Promise<number> {
  let before = process.cpuUsage();
  for (let n = 0; n < ANSWERS * 1.5; n++) {
    if (n === ANSWERS / 2) before = process.cpuUsage();
    for await (const sentence of answer(arriving(pieces))) heard += sentence.length;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ANSWERS;
}

for (const [name, text] of Object.entries({ "plain words": PLAIN, "thoughts, marks and a call": ODD })) {
  for (const [how, pieces] of Object.entries({ "as one piece": [text], "word by word": text.split(/(?<= )/) })) {
    const nothing = await cost(pieces, (given) => given);
    const micros = (await cost(pieces, (given) => speech(given, marla))) - nothing;
    const words = text.split(/\s+/).length;
    console.log(`${name}, ${how}: ${((micros / words) * 100).toFixed(0)} µs a hundred words`);
  }
}
if (heard === 0) throw new Error("nothing was said");
