import { setTimeout as sleep } from "node:timers/promises";
import { hasUnfinishedBefore } from "../store/turns.ts";
import type { LiveTurn } from "./turn-context.ts";

/** Waits until no earlier turn of the conversation goes on, at whichever relay, or this one is stopped. */
export async function untilItsTurn({ context, turn, abort }: LiveTurn): Promise<void> {
  const { signal } = abort;
  while (!signal.aborted && (await hasUnfinishedBefore(context.db, turn).catch(() => true)))
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
}

const LOOK_EVERY_MS = 250;
