import { setTimeout as sleep } from "node:timers/promises";
import { isFenced } from "../store/fellows.ts";
import { isBroken } from "../store/sqlite-errors.ts";
import { idsOf } from "./ids.ts";
import type { LiveTurn } from "./turn-context.ts";

/** A second apart. */
const TRIES = 60;

/** A full disk or a locked store may pass: the end of a turn is worth waiting for. @throws what the last try threw. */
export async function untilStored<T>(live: LiveTurn, write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (tries === TRIES || isBroken(error) || isFenced(error)) throw error;
      live.context.log.error(
        { err: error, ...idsOf(live) },
        "the end of a turn could not be stored; it is tried again",
      );
      await sleep(1_000);
    }
  }
}
