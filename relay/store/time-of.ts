import { sql } from "kysely";
import { now } from "../observe/clock.ts";
import { isPostgres } from "./lock-for.ts";
import { NOW } from "./postgres/now.ts";
import type { Database } from "./store.ts";

/**
 * Milliseconds since 1970 by the clock of the database that relays share, for what takes away others' rows: a machine that was
 * asleep since its relay joined does not know by itself.
 */
export async function timeOf(db: Database): Promise<number> {
  if (!isPostgres(db)) return now();
  const { rows } = await sql<{ at: number }>`select ${sql.raw(NOW)} as at`.execute(db);
  return rows[0]?.at ?? now();
}
