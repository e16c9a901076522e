import { type Kysely, sql } from "kysely";
import { isPostgres } from "../lock-for.ts";

export async function sharedLimits(db: Kysely<unknown>): Promise<void> {
  // One relay alone counts in memory. What is counted is worth no write to the disk: after a crash it is counted anew.
  if (!isPostgres(db)) return;
  await sql`create unlogged table limits (id text primary key, spent bigint not null, until bigint not null)
    with (fillfactor = 50)`.execute(db);
  await sql`create index "openTalks" on conversations ("key") where "endedAt" is null and "key" is not null`.execute(
    db,
  );
}
