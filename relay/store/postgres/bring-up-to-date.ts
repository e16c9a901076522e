import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Logger } from "../../observe/logger.ts";
import { migrations } from "../migrations.ts";
import type { Schema } from "../schema.ts";
import { messageOf } from "./postgres-errors.ts";

/**
 * Brings the schema up to this release's. Where a later release has been at it, this one starts all the same: while relays are
 * replaced one by one, both are at work.
 */
export async function bringUpToDate(db: Kysely<Schema>, log: Logger): Promise<void> {
  const later = (await done(db)).filter((name) => !(name in migrations));
  if (later.length > 0)
    log.warn({ later }, "a later release has brought the store up to date; this one goes on with what it knows of it");
  const nothing: Migration = { up: () => Promise.resolve() };
  const all = { ...migrations, ...Object.fromEntries(later.map((name) => [name, nothing])) };
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(all) },
  }).migrateToLatest();
  if (error !== undefined) throw new Error(messageOf(error), { cause: error });
}

async function done(db: Kysely<Schema>): Promise<string[]> {
  const { rows: tables } = await sql<{ at: string | null }>`select to_regclass('kysely_migration')::text as at`.execute(
    db,
  );
  if (tables[0]?.at == null) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
}
