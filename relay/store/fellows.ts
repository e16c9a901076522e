import { EventEmitter } from "node:events";
import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** The relays that share a store, as one of them sees the others. A store in SQLite has one relay, which has no others. */
export interface Fellows {
  /** As the store knows this relay; a new one with every start. */
  id: string;
  /** What turns that this relay takes in hand are stored under: it grows with every registration. null: there can be no other. */
  fence(): number | null;
  hasOthers(): boolean;
  /** `lost`: others may have taken this relay's turns. `beat`: a few seconds have passed in which it is still registered. */
  events: EventEmitter<{ lost: [fence: number]; beat: [] }>;
}

export const ALONE: Fellows = { id: "", fence: () => null, hasOthers: () => false, events: new EventEmitter() };

/** By what a database and its transactions have in common. */
const known = new WeakMap<object, Fellows>();

export const fellowsOf = (db: Kysely<Schema>): Fellows => known.get(db.getExecutor().adapter) ?? ALONE;

export const giveFellows = (db: Kysely<Schema>, fellows: Fellows): unknown =>
  known.set(db.getExecutor().adapter, fellows);

const FENCED = "ERR_FENCED";

/** Thrown where a relay writes of a turn that is no longer its own. Nothing of the transaction is stored. */
export const fenced = (fence: number): Error =>
  Object.assign(new Error(`registration ${fence} is over: its turns are another's`), { code: FENCED });

export const isFenced = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === FENCED;
