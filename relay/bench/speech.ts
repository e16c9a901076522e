import { speech } from "../speech/speech.ts";
import { layYardstick, YARDSTICK_WORDS } from "./yardstick.ts";

/**
 * What the cleaner costs: microseconds of CPU an answer of a hundred words, in pieces of a word and as one, and as a ratio to a
 * yardstick of the same run. Goal: 60.
 */
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
/** So many answers at a time, and so many times in turn: the quickest tenth counts, which others on the machine slow down least. */
const ANSWERS = 100;
const ROUNDS = 120;
/** In yardsticks: 60 µs are six or seven of them, as the costliest kind takes; what takes so much more is broken. */
const ALLOWED = 9.5;
let heard = 0;

async function* arriving(pieces: string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

type Way = () => Promise<void>;

const listening =
  (pieces: string[], answer: (pieces: AsyncIterable<string>) => AsyncIterable<string>): Way =>
  async () => {
    for await (const sentence of answer(arriving(pieces))) heard += sentence.length;
  };

const laid: Way = () => {
  heard += layYardstick();
  return Promise.resolve();
};

/** Microseconds of CPU each time. */
async function costs(ways: Way[]): Promise<number[]> {
  const taken = ways.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, way] of ways.entries()) {
      const before = process.cpuUsage();
      for (let n = 0; n < ANSWERS; n++) await way();
      const { user, system } = process.cpuUsage(before);
      taken[at]?.push((user + system) / ANSWERS);
    }
  return taken.map((each) => each.toSorted((a, b) => a - b)[ROUNDS / 10] ?? NaN);
}

const kinds = Object.entries({ "plain words": PLAIN, "thoughts, marks and a call": ODD }).flatMap(([name, text]) =>
  Object.entries({ "as one piece": [text], "word by word": text.split(/(?<= )/) }).map(([how, pieces]) => ({
    name: `${name}, ${how}`,
    words: text.split(/\s+/).length,
    nothing: listening(pieces, (given) => given),
    cleaned: listening(pieces, (given) => speech(given, marla)),
  })),
);
const [yard = NaN, ...taken] = await costs([laid, ...kinds.flatMap(({ nothing, cleaned }) => [nothing, cleaned])]);
const ofYard = (yard / YARDSTICK_WORDS) * 100;
console.log(`the yardstick: ${ofYard.toFixed(1)} µs a hundred words`);
for (const [at, { name, words }] of kinds.entries()) {
  const micros = (((taken[2 * at + 1] ?? NaN) - (taken[2 * at] ?? NaN)) / words) * 100;
  const ratio = micros / ofYard;
  const isMet = ratio <= ALLOWED;
  console.log(
    `${name}: ${micros.toFixed(0)} µs a hundred words, ${ratio.toFixed(1)} yardsticks${isMet ? "" : `, more than ${ALLOWED}`}`,
  );
  if (!isMet) process.exitCode = 1;
}
if (heard === 0) throw new Error("nothing was said");
