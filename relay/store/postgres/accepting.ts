import { CompiledQuery, type Kysely } from "kysely";
import { inHand } from "../fellows.ts";
import type { Schema } from "../schema.ts";
import type { NewTurn, Turn } from "../turns.ts";
import { acceptAll, type Offered, type Outcome, type TALKERS } from "./accept-all.ts";
import { inBatches } from "./in-batches.ts";
import { createLookUp, type Known, type Sought } from "./look-up.ts";
import { isAway, isGivenUp } from "./postgres-errors.ts";
import type { QuickPool } from "./quick-pool.ts";

/** How turns are accepted where many relays do it in one database: what many bring at the same time goes by one statement. */
export interface Accepting {
  lookUp(sought: Sought): Promise<Known>;
  /** A turn that may be told of, since it is on the disk. */
  find(id: string): Promise<Turn | undefined>;
  /** Stores it, in its conversation and in its order there; resolves when it is on the disk. */
  store(offered: Omit<Offered, "turn"> & { turn: NewTurn }, most: TalksAtOnce, idleMs: number): Promise<Outcome>;
}

type TalksAtOnce = Record<(typeof TALKERS)[number], number>;

export function createAccepting(db: Kysely<Schema>, quick: Pick<QuickPool, "say">): Accepting {
  /** Pseudonyms that were given to somebody new: who is erased then has lost theirs for ever. */
  const used = new Set<string>();
  const markUsed = (batch: Call[]): void => {
    for (const [{ isNew, turn }] of batch) if (isNew) used.add(turn.player);
    for (const name of used) {
      if (used.size <= MOST_USED) break;
      used.delete(name);
    }
  };
  const storeAll = async (batch: Call[]): Promise<(Outcome | Failed)[]> => {
    const [first] = batch;
    if (first === undefined) return [];
    const [, most, idleMs] = first;
    try {
      const offered = batch.map(([one]) => ({ ...one, isNew: one.isNew && !used.has(one.turn.player) }));
      const outcomes = await acceptAll(db, offered, most, idleMs);
      markUsed(batch);
      return outcomes;
    } catch (error) {
      const isLost = isAway(error) && !isGivenUp(error);
      // Then nobody knows whether it was stored.
      if (isLost) markUsed(batch);
      return batch.length === 1 || isLost ? batch.map(() => ({ error })) : storeEach(batch);
    }
  };
  /** Where one of them cannot be stored, the others are; where two were given up, so would the rest be, each as late. */
  const storeEach = async (batch: Call[]): Promise<(Outcome | Failed)[]> => {
    const each: (Outcome | Failed)[] = [];
    for (const [at, one] of batch.entries()) {
      each.push(...(await storeAll([one])));
      const [before, last] = each.slice(-2);
      if (before && last && wasGivenUp(before) && wasGivenUp(last))
        return [...each, ...batch.slice(at + 1).map(() => last)];
    }
    return each;
  };
  const store = inBatches(storeAll);
  const find = inBatches(async (ids: string[]) => {
    const { rows } = await db.executeQuery<Turn>(CompiledQuery.raw(FIND, [ids]));
    const found = new Map(rows.map((turn) => [turn.id.toLowerCase(), turn]));
    return ids.map((id) => found.get(id));
  });
  return {
    lookUp: createLookUp(quick, used),
    find: (id) => find(id.toLowerCase()),
    store: async ({ turn, ...offered }, ...limits) => {
      const outcome = await store([{ ...offered, turn: { ...turn, ...inHand(db) } }, ...limits]);
      if (typeof outcome === "object" && "error" in outcome) throw outcome.error;
      return outcome;
    },
  };
}

type Call = [Offered, ...limits: [most: TalksAtOnce, idleMs: number]];

/** More than wait to be stored at any time. */
const MOST_USED = 20_000;

interface Failed {
  error: unknown;
}

const wasGivenUp = (outcome: Outcome | Failed): boolean =>
  typeof outcome === "object" && "error" in outcome && isGivenUp(outcome.error);

/** In these words it waits for the disk, as what writes does: another relay may have stored it just now. */
const FIND = `with found as (select * from turns where lower(id) = any($1::text[])) select * from found`;

const ways = new WeakMap<Kysely<Schema>, Accepting>();

/** Of a store in Postgres; others have none. */
export const acceptingOf = (db: Kysely<Schema>): Accepting | undefined => ways.get(db);

export const giveAccepting = (db: Kysely<Schema>, quick: Pick<QuickPool, "say">): unknown =>
  ways.set(db, createAccepting(db, quick));
