import type { Transaction } from "kysely";
import type { EventsReply, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { now } from "../observe/clock.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

/** Appends to what a place server will be told. The row of the server orders all its events, so this needs a transaction. */
export async function appendEvent(tx: Transaction<Schema>, server: string, event: TurnEvent): Promise<void> {
  const at = now();
  const { seq } = await tx
    .insertInto("servers")
    .values({ id: server, seq: 1, seenAt: at })
    .onConflict((c) => c.column("id").doUpdateSet((e) => ({ seq: e("servers.seq", "+", 1) })))
    .returning("seq")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("events")
    .values({ server, seq, turn: event.turn, body: JSON.stringify(event), at })
    .execute();
}

/**
 * Forgets what lies up to `after`, which the place server thereby says it has, and reads what came later; undefined where
 * `after` was never given out.
 */
export async function readEvents(db: Database, server: string, after: number): Promise<EventsReply | undefined> {
  const known = await db.selectFrom("servers").select("seq").where("id", "=", server).executeTakeFirst();
  if (after > (known?.seq ?? 0)) return undefined;
  if (after > 0) await db.deleteFrom("events").where("server", "=", server).where("seq", "<=", after).execute();
  const rows = await db
    .selectFrom("events")
    .select(["seq", "body"])
    .where("server", "=", server)
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(EVENTS_A_POLL)
    .execute();
  return { events: rows.map((row) => JSON.parse(row.body) as TurnEvent), cursor: rows.at(-1)?.seq ?? after };
}

/** One that was told nothing yet needs no row: nothing is kept for it. */
export async function touchServer(db: Database, server: string): Promise<void> {
  await db.updateTable("servers").set({ seenAt: now() }).where("id", "=", server).execute();
}

/** Place servers that are gone fetch nothing more: their events go, and their row with its numbers too. */
export async function dropStaleEvents(db: Database, before: number): Promise<void> {
  await db.deleteFrom("events").where("at", "<", before).execute();
  await db
    .deleteFrom("servers")
    .where("seenAt", "<", before - DAY_MS)
    .execute();
}

const EVENTS_A_POLL = 200;
const DAY_MS = 86_400_000;
