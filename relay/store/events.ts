import type { Insertable, Transaction, Updateable } from "kysely";
import type { EventsReply, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { now } from "../observe/clock.ts";
import { batchOf } from "./postgres/batch.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";
import { timeOf } from "./time-of.ts";
import { updateTurn } from "./turns.ts";

/** Whom something is told, and under which registration its turn is in hand (see `updateTurn`). */
export interface Told {
  server: string;
  fence: number | null;
  /**
   * Which of the things told of its turn it is, from 1: it is told once, also where it is stored again, since nobody heard that it
   * was. Absent: of the end, which has a rule of its own.
   */
  nth?: number;
}

/** Tells a place server, and changes the turn with it where `change` is given: both are stored, or neither. */
export async function tellServer(
  db: Database,
  { server, fence, nth }: Told,
  event: TurnEvent,
  change?: Updateable<Schema["turns"]>,
): Promise<void> {
  const batch = batchOf(db);
  if (batch !== undefined) {
    const told = { server, turn: event.turn, body: JSON.stringify(event), ...(nth !== undefined && { nth }) };
    await batch({ event: told, fence, ...(change !== undefined && { turn: { id: event.turn, change } }) });
    return;
  }
  await db.transaction().execute(async (tx) => {
    if (change !== undefined) await updateTurn(tx, event.turn, change);
    await appendEvent(tx, server, event);
  });
}

/** Appends to what a place server will be told. The row of the server orders all its events, so this needs a transaction. */
async function appendEvent(tx: Transaction<Schema>, server: string, event: TurnEvent): Promise<void> {
  const at = now();
  const [row] = await nextNumber(tx, { server, at });
  if (row === undefined) throw new Error("the store has not told the number of an event");
  await insert(tx, { server, seq: row.seq, turn: event.turn, body: JSON.stringify(event), at });
}

const nextNumber = prepared((db, { server, at }: { server: string; at: number }) =>
  db
    .insertInto("servers")
    .values({ id: server, seq: 1, seenAt: at })
    .onConflict((c) => c.column("id").doUpdateSet((e) => ({ seq: e("servers.seq", "+", 1) })))
    .returning("seq"),
);

const insert = prepared((db, event: Insertable<Schema["events"]>) => db.insertInto("events").values(event));

/**
 * Forgets what lies up to `after`, which the place server thereby says it has, and reads what came later; undefined where
 * `after` was never given out.
 */
export async function readEvents(db: Database, server: string, after: number): Promise<EventsReply | undefined> {
  const [known] = await numberOf(db, { server });
  if (after > (known?.seq ?? 0)) return undefined;
  // A store that is full, or can only be read, still has what it was given to tell. A later poll forgets all of it.
  if (after > 0) await forgetUpTo(db, { server, after }).catch(() => undefined);
  const rows = await laterThan(db, { server, after });
  return { events: rows.map((row) => JSON.parse(row.body) as TurnEvent), cursor: rows.at(-1)?.seq ?? after };
}

const numberOf = prepared((db, { server }: { server: string }) =>
  db.selectFrom("servers").select("seq").where("id", "=", server),
);

const forgetUpTo = prepared((db, { server, after }: { server: string; after: number }) =>
  db.deleteFrom("events").where("server", "=", server).where("seq", "<=", after),
);

const laterThan = prepared((db, { server, after }: { server: string; after: number }) =>
  db
    .selectFrom("events")
    .select(["seq", "body"])
    .where("server", "=", server)
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(EVENTS_A_POLL),
);

/** That it is still there, to the minute, where the store takes it. One that was told nothing yet needs no row: nothing is kept for it. */
export async function touchServer(db: Database, server: string): Promise<void> {
  const [known] = await seenAtOf(db, { server });
  if (known === undefined || now() - known.seenAt <= MINUTE_MS) return;
  await touch(db, { server, at: now() }).catch(() => undefined);
}

const seenAtOf = prepared((db, { server }: { server: string }) =>
  db.selectFrom("servers").select("seenAt").where("id", "=", server),
);

const touch = prepared((db, { server, at }: { server: string; at: number }) =>
  db.updateTable("servers").set({ seenAt: at }).where("id", "=", server),
);

/**
 * Nobody is told what the store may still lose, and another relay may have stored it just now: in these words it waits for the disk, as
 * what writes does.
 */
export const keepRead = prepared((db, { server }: { server: string }) =>
  db
    .with("known", (known) => known.selectFrom("servers").select("seq").where("id", "=", server))
    .selectFrom("known")
    .select("seq"),
);

/** Place servers that are gone fetch nothing more: after `keptMs` their events go, and a day later their row with its numbers too. */
export async function dropStaleEvents(db: Database, keptMs: number): Promise<void> {
  const at = await timeOf(db);
  await db
    .deleteFrom("events")
    .where("at", "<", at - keptMs)
    .execute();
  await db
    .deleteFrom("servers")
    .where("seenAt", "<", at - keptMs - DAY_MS)
    .execute();
}

const EVENTS_A_POLL = 200;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
