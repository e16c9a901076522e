import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Link } from "../link.ts";
import type { Tally } from "../tally.ts";

export interface PlayerWorld {
  link: Link;
  tally: Tally;
  random: () => number;
  ends: AbortSignal;
}

const NPCS = ["innkeeper", "merchant", "guard", "storyteller", "detective", "pet", "rival", "tutor"];
const TYPED = [
  "Is the road to the harbour safe tonight?",
  "What can I get to eat here?",
  "Who stole the lantern from the chapel?",
  "Could you tell me a story about the sea?",
  "I came here from the mountains and I am tired",
  "Do you know where the merchant keeps her maps?",
  "What would you do if the river rose again?",
  "how much is the red cloak",
];
const CLICKED = ["Hello!", "What is new in town?", "Tell me more.", "Goodbye!"];
const AFTER_THE_END_MS = 40_000;
const FORGET_MS = 3_000;

/** Arrives, talks at a human pace, picks replies, interrupts, walks off, rests and comes back, until the town closes. */
export async function play(player: number, world: PlayerWorld): Promise<void> {
  const { link, random, ends } = world;
  const pause = (from: number, to: number): Promise<unknown> =>
    sleep((from + random() * (to - from)) * 1_000, undefined, { signal: ends }).catch(() => undefined);
  const isOver = (): boolean => ends.aborted;
  await pause(0, 20);
  while (!isOver()) {
    const npc = NPCS[Math.floor(random() * NPCS.length)] ?? "guard";
    const turns = 1 + Math.floor(random() * 6);
    for (let turn = 0; turn < turns && !isOver(); turn++) {
      const isClicked = random() < 0.4;
      await (isClicked ? pause(1.5, 4) : pause(5, 14));
      if (isOver()) break;
      const texts = isClicked ? CLICKED : TYPED;
      const text = texts[Math.floor(random() * texts.length)] ?? "Hello!";
      if ((await takeTurn({ player, npc, text }, world)) === "walked off") break;
      await pause(2, 5);
    }
    link.send({ kind: "leave", npc, player });
    await pause(5, 30);
  }
}

/** One in twenty walks off before the end, one in thirty interrupts at the first sentence. */
async function takeTurn(
  said: { player: number; npc: string; text: string },
  { link, tally, random }: PlayerWorld,
): Promise<"heard" | "walked off"> {
  const turn = randomUUID();
  const interrupts = random() < 0.033;
  const patience = random() < 0.05 ? 300 + random() * 1_500 : AFTER_THE_END_MS;
  const told = tally.begin(turn);
  const { promise: ended, resolve } = Promise.withResolvers<boolean>();
  link.say({ kind: "say", turn, ...said }, (event) => {
    told(event);
    if (interrupts && event.kind === "beat") link.send({ kind: "hush", turn });
    if (event.kind === "done" || event.kind === "fail") resolve(true);
  });
  const isHeard = await Promise.race([ended, sleep(patience, false, { ref: false })]);
  // What is told twice, or after the end, comes soon after.
  setTimeout(() => link.forget(turn), FORGET_MS).unref();
  if (isHeard || patience === AFTER_THE_END_MS) tally.end(turn);
  else tally.leave(turn);
  return isHeard ? "heard" : "walked off";
}
