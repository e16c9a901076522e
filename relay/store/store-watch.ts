import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../observe/clock.ts";
import type { Logger } from "../observe/logger.ts";
import { isLocked } from "./sqlite-errors.ts";
import type { Database } from "./store.ts";
import { whyNotWritten } from "./why-not-written.ts";

/** Whether the store takes what is written: its disk may be full, another process may hold it, its database may be away. */
export interface StoreWatch {
  /** Why it takes nothing, in words; undefined where it does. Writes a row for that, once in two seconds at most. */
  problem(): Promise<string | undefined>;
}

/** Says in the log when it takes nothing any more, and when it does again. `dataDir`: where its files are, if it has any. */
export function watchStore(db: Database, log: Logger, dataDir?: string): StoreWatch {
  let known: string | undefined;
  let lookedAt = -Infinity;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const why = await whyNot(db, dataDir);
    if (why !== undefined && known === undefined)
      log.error({ why }, "the store takes nothing; players are told to wait");
    if (why === undefined && known !== undefined) log.info("the store takes what is written again");
    known = why;
    lookedAt = now();
    looking = undefined;
  };
  return {
    problem: async () => {
      if (looking === undefined && now() - lookedAt < FRESH_MS) return known;
      looking ??= look();
      const isSilent = await Promise.race([looking, sleep(PATIENCE_MS, true, { ref: false })]);
      return isSilent === true ? "it does not answer" : known;
    },
  };
}

const FRESH_MS = 2_000;
/** Whoever asks whether the relay is ready waits for a second or two. */
const PATIENCE_MS = 1_000;

const whyNot = (db: Database, dataDir: string | undefined): Promise<string | undefined> =>
  db
    .insertInto("settings")
    .values({ name: "looked", value: String(now()) })
    .onConflict((c) => c.column("name").doUpdateSet((e) => ({ value: e.ref("excluded.value") })))
    .execute()
    .then(
      () => undefined,
      async (error: unknown) => {
        const said = error instanceof Error ? error.message : String(error);
        const why = dataDir === undefined || isLocked(error) ? undefined : await whyNotWritten(dataDir);
        return why === undefined ? said : `${said}; ${why}`;
      },
    );
