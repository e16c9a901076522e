import { setTimeout as sleep } from "node:timers/promises";
import { isFenced } from "../store/fellows.ts";
import { isBroken } from "../store/sqlite-errors.ts";
import { idsOf } from "./ids.ts";
import type { LiveTurn } from "./turn-context.ts";

const AGAIN_MS = 1_000;
const TRIES = 60;

/**
 * A full disk or a locked store may pass: what an NPC says, and the end of a turn, are worth waiting for. The operator is told
 * by the watch of the store, once. `until`: nobody waits for it any more. @throws what the last try threw.
 */
export async function untilStored<T>(live: LiveTurn, write: () => Promise<T>, until?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (tries === TRIES || until?.aborted === true || isBroken(error) || isFenced(error)) throw error;
      if (tries === 1) void live.context.storeWatch.problem();
      live.context.log.debug(
        { err: error, ...idsOf(live) },
        "what a turn came to could not be stored; it is tried again",
      );
      // An abort ends the wait, and what is written is tried once more.
      await sleep(AGAIN_MS, undefined, { signal: until }).catch(() => undefined);
    }
  }
}
