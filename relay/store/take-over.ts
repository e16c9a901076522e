import { fellowsOf } from "./fellows.ts";
import type { Taken } from "./postgres/take-over.ts";
import type { Database } from "./store.ts";

/** Takes in hand the unfinished turns that no living relay has; where there can be no other relay there are none. */
export async function takeOver(db: Database): Promise<Taken> {
  const fellows = fellowsOf(db);
  if (fellows.fence() === null) return { turns: [], messages: [], hasStruckOff: false };
  // Only then: who has a file needs no client for Postgres in memory.
  const postgres = await import("./postgres/take-over.ts");
  return postgres.takeOver(db, fellows);
}
