import { EventEmitter } from "node:events";
import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** The relays that share a store, as one of them sees the others. A store in SQLite has one relay, which has no others. */
export interface Fellows {
  /** As the store knows this relay: its name and something new with every start. "" where there can be no other. */
  id: string;
  /** Of its data folder, from the first start on. */
  name: string;
  /** What turns that this relay takes in hand are stored under: it grows with every registration. null: there can be no other. */
  fence(): number | null;
  hasOthers(): boolean;
  /** Tells every relay, this one included, what is stored by now. Others hear of it within moments, or an `again`. */
  tell(news: News): void;
  /** Stores a message for one relay, which hears it once; where that is gone, so does who takes over its turns. */
  send(relay: string, message: RelayMessage): Promise<void>;
  events: EventEmitter<FellowEvents>;
}

export interface FellowEvents {
  /** Others may have taken this relay's turns. */
  lost: [];
  /** Some seconds have passed in which this relay is still registered. */
  beat: [];
  news: [News];
  /** News may have been missed: whoever waits for some looks into the store. */
  again: [];
  message: [RelayMessage];
  /** Something was to be stored, and nobody knows whether it was. */
  unsure: [];
}

export interface News {
  /** Place servers that were told something. */
  servers?: string[];
  /** Conversations in which a turn has ended. */
  ended?: string[];
  /** What is read once and then kept in memory: `cast`, or `acts of <universe>`. */
  changed?: string[];
}

/** JSON in the store. `player`: the pseudonym. */
export type RelayMessage =
  | { kind: "hush"; turn: string }
  // Told by relays of the release before.
  | { kind: "leave"; npc: string; player: string }
  | { kind: "forget"; conversation: string }
  | { kind: "result"; universe: string; act: string; ok: boolean; note?: string };

/** By what a database and its transactions have in common. */
const known = new WeakMap<object, Fellows>();

export function fellowsOf(db: Kysely<Schema>): Fellows {
  const { adapter } = db.getExecutor();
  const fellows = known.get(adapter) ?? alone();
  known.set(adapter, fellows);
  return fellows;
}

/** As what a turn is stored that this relay takes in hand. */
export function inHand(db: Kysely<Schema>): { holder: string | null; fence: number | null } {
  const { id, fence } = fellowsOf(db);
  return { holder: id === "" ? null : id, fence: fence() };
}

export const giveFellows = (db: Kysely<Schema>, fellows: Fellows): unknown =>
  known.set(db.getExecutor().adapter, fellows);

function alone(): Fellows {
  const events: Fellows["events"] = new EventEmitter();
  events.setMaxListeners(0);
  return {
    id: "",
    name: "",
    fence: () => null,
    hasOthers: () => false,
    tell: (news) => void events.emit("news", news),
    send: () => Promise.resolve(),
    events,
  };
}

const FENCED = "ERR_FENCED";

/** Thrown where a relay writes of a turn that is no longer its own. Nothing of the transaction is stored. */
export const fenced = (): Error =>
  Object.assign(new Error("The turn is another relay's: this one stood still for longer than its lease."), {
    code: FENCED,
  });

export const isFenced = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === FENCED;
