import { type Kysely, sql } from "kysely";
import type { Fellows, RelayMessage } from "../fellows.ts";
import type { Schema } from "../schema.ts";
import type { Turn } from "../turns.ts";
import { nameOf } from "./join-town.ts";
import { NOW } from "./now.ts";

export interface Taken {
  /** In the order in which they were accepted. */
  turns: Turn[];
  /** What those relays were told, also after they had gone: of these turns, and of some that others have taken. */
  messages: RelayMessage[];
  /** Whether a relay was found dead, which then may have left more undone than turns. */
  hasStruckOff: boolean;
}

/**
 * Takes in hand what no living relay has: unfinished turns of those that left, and of those whose lease is over, who are struck
 * off. One relay at a time does so, and what one has taken no other takes.
 */
export async function takeOver(db: Kysely<Schema>, fellows: Pick<Fellows, "id" | "fence">): Promise<Taken> {
  const dead = await deadRelays(db, fellows.id);
  const fence = fellows.fence();
  if (fence === null || (dead.length === 0 && !(await isAnythingLeft(db)))) return NOTHING;
  for (const id of dead) await cutOff(db, id);
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('townsfolk take over ' || current_schema(), 0))`.execute(
      tx,
    );
    await sql`delete from relays where until < ${NOW_SQL} and id <> ${fellows.id}`.execute(tx);
    // Before the turns: what is told of one is told to whoever takes it, or has taken it by now. It is this relay's mail from now on,
    // so that it hears of it anew where it does not hear how this ends.
    const told = await sql<{
      body: string;
    }>`update "relayMessages" set relay = ${fellows.id} where ${IS_DEAD_LETTER}
      and exists (select from relays where relays.fence = ${fence}) returning body`.execute(tx);
    const { rows } = await sql<Turn>`update turns set holder = ${fellows.id}, fence = ${fence}
      where status in ('accepted', 'running') and ${IS_ORPHAN}
      and exists (select from relays where relays.fence = ${fence}) returning *`.execute(tx);
    const messages = told.rows.map(({ body }) => JSON.parse(body) as RelayMessage);
    return { messages, turns: rows.toSorted((a, b) => a.acceptedAt - b.acceptedAt), hasStruckOff: dead.length > 0 };
  });
}

const NOTHING: Taken = { turns: [], messages: [], hasStruckOff: false };

/** Strikes off a relay that is known to be dead. */
export async function strikeOff(db: Kysely<Schema>, id: string): Promise<void> {
  await cutOff(db, id);
  await db.deleteFrom("relays").where("id", "=", id).execute();
}

async function deadRelays(db: Kysely<Schema>, own: string): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select id from relays where until < ${NOW_SQL} and id <> ${own}`.execute(db);
  return rows.map(({ id }) => id);
}

async function isAnythingLeft(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql`select 1 as it where exists (
      select from turns where status in ('accepted', 'running') and ${IS_ORPHAN})
    or exists (select from "relayMessages" where ${IS_DEAD_LETTER})`.execute(db);
  return rows.length > 0;
}

/** What a relay that stands still has locked in the middle of a transaction, it would hold for as long. */
async function cutOff(db: Kysely<Schema>, id: string): Promise<void> {
  const names = [nameOf(id), `${nameOf(id)} session`];
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name in (${sql.join(names)})`.execute(
    db,
  );
}

const NOW_SQL = sql.raw(NOW);
const IS_ORPHAN = sql.raw("not exists (select from relays as holder where holder.fence = turns.fence)");
const IS_DEAD_LETTER = sql.raw(`not exists (select from relays as reader where reader.id = "relayMessages".relay)`);
