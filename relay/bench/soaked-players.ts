import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "../../game/townsfolk/wire/contract.ts";
import type { Link } from "./link.ts";
import type { Tally } from "./tally.ts";

const NPCS = ["innkeeper", "merchant", "guard"];
const TURNS_A_VISIT = 4;
const AFTER_THE_END_MS = 40_000;

/** Talks, leaves and comes back at once, in a hurry, until the soak ends. */
export async function soak(player: number, link: Link, tally: Tally, ends: AbortSignal): Promise<void> {
  const isOver = (): boolean => ends.aborted;
  for (let visit = 0; !isOver(); visit++) {
    const npc = NPCS[(player + visit) % NPCS.length] ?? "guard";
    for (let n = 0; n < TURNS_A_VISIT; n++) {
      if (isOver()) return;
      const say: Say = { kind: "say", turn: randomUUID(), npc, player, text: `Is the road safe, ${n}?` };
      const ended = takeTurn(say, link, tally);
      // Now and then a game sends a turn twice, as after a lost reply.
      if (n === 2) link.send(say);
      await ended;
      if (n === 3) link.send(say);
      await sleep(500 + Math.random() * 1_000);
      link.forget(say.turn);
      tally.end(say.turn);
    }
    link.send({ kind: "leave", npc, player });
  }
}

async function takeTurn(say: Say, link: Link, tally: Tally): Promise<void> {
  const told = tally.begin(say.turn);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  link.say(say, (event) => {
    told(event);
    if (event.kind === "done" || event.kind === "fail") resolve();
  });
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, AFTER_THE_END_MS);
  await Promise.race([ended, late.promise]);
  clearTimeout(timer);
}
