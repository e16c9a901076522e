import { randomUUID } from "node:crypto";
import { today } from "../../observe/clock.ts";
import { type Budget, createHeld, type Ledger } from "../ledger.ts";
import { inBatches } from "./in-batches.ts";
import { NOW } from "./now.ts";
import type { QuickPool } from "./quick-pool.ts";

/**
 * For relays that share a database. Each budget is one row with what is spent and what each relay keeps of it, which it says anew
 * again and again: what one kept that is gone is nobody's after a minute.
 */
export async function openSharedLedger(
  { say }: Pick<QuickPool, "say">,
  { spentToday, usdATurn, closing }: { spentToday: Map<string, number>; usdATurn: number; closing: AbortSignal },
): Promise<Ledger> {
  const relay = randomUUID();
  const held = createHeld(usdATurn);
  const known = new Map<string, { spent: number; others: number }>();
  let added = new Map<string, number>();
  let changed = new Set<string>();

  const tell = async (ids: string[], kept: (id: string) => number): Promise<void> => {
    const before = { added, changed };
    added = new Map();
    changed = new Set();
    try {
      const rows = await say<Row>("budgets", SETTLE, [
        ids,
        ids.map((id) => before.added.get(id) ?? 0),
        ids.map(kept),
        relay,
      ]);
      for (const { id, ...row } of rows) known.set(id, row);
    } catch (error) {
      for (const [id, usd] of before.added) added.set(id, (added.get(id) ?? 0) + usd);
      for (const id of before.changed) changed.add(id);
      throw error;
    }
  };
  const settle = inBatches(async (asked: (Asking | undefined)[]) => {
    const wanted = new Map<string, number>();
    for (const { id } of asked.flatMap((one) => one?.budgets ?? []))
      wanted.set(id, (wanted.get(id) ?? 0) + held.aTurn());
    const ids = [...new Set([...added.keys(), ...changed, ...wanted.keys()])].sort();
    if (ids.length > 0) await tell(ids, (id) => held.of(id) + (wanted.get(id) ?? 0));
    return asked.map((one) => {
      if (one === undefined) return undefined;
      const full = one.budgets.find(({ id, most }) => spentOf(id) + (known.get(id)?.others ?? 0) + held.of(id) >= most);
      if (full === undefined)
        held.put(
          one.turn,
          one.budgets.map(({ id }) => id),
        );
      // They were told of more than is kept.
      else mark(one.budgets.map(({ id }) => id));
      return full?.id;
    });
  });
  const mark = (ids: string[]): void => {
    for (const id of ids) changed.add(id);
    settle(undefined).catch(() => undefined);
  };
  const spentOf = (id: string): number => (known.get(id)?.spent ?? 0) + (added.get(id) ?? 0);

  /** Most of it goes with what a turn keeps or gives back. */
  let late: NodeJS.Timeout | undefined;
  const tellLate = (): void => {
    late = undefined;
    mark([]);
  };
  const renew = (): void => {
    for (const id of known.keys()) if (!id.startsWith(today())) known.delete(id);
    mark([...known.keys(), ...held.ids()]);
    say("sweep-budgets", SWEEP, [today()]).catch(() => undefined);
  };
  const seeded = [...spentToday].sort(([a], [b]) => (a < b ? -1 : 1));
  await say("seed-budgets", SEED, [seeded.map(([id]) => ofToday(id)), seeded.map(([, usd]) => usd)]);
  for (const [id] of seeded) changed.add(ofToday(id));
  await settle(undefined);
  const timer = setInterval(renew, RENEW_MS).unref();
  closing.addEventListener("abort", () => clearInterval(timer), { once: true });
  return {
    spent: (id) => spentOf(ofToday(id)),
    add: (id, usd) => {
      const at = ofToday(id);
      added.set(at, (added.get(at) ?? 0) + usd);
      if (closing.aborted) mark([]);
      else late ??= setTimeout(tellLate, LATE_MS).unref();
    },
    hold: async (turn, budgets) => {
      const of = budgets.map(({ id, most }) => ({ id: ofToday(id), most }));
      const full = await settle({ turn, budgets: of });
      return full?.slice(today().length + 1);
    },
    release: (turn, usd) => mark(held.drop(turn, usd)),
  };
}

interface Asking {
  turn: string;
  budgets: Budget[];
}

interface Row {
  id: string;
  spent: number;
  others: number;
}

const ofToday = (id: string): string => `${today()} ${id}`;

const LATE_MS = 250;
const RENEW_MS = 10_000;
/** Rows are locked in one order, whoever locks them. */
const SETTLE = `
insert into budgets (id, spent, held)
select id, added, jsonb_build_object($4::text, jsonb_build_array(kept, ${NOW} + 60000))
from unnest($1::text[], $2::float8[], $3::float8[]) as given(id, added, kept) order by id
on conflict (id) do update set spent = budgets.spent + excluded.spent, held = (
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(budgets.held || excluded.held)
  where (value ->> 1)::int8 > ${NOW})
returning id, spent, (select coalesce(sum((value ->> 0)::float8), 0) from jsonb_each(held) where key <> $4::text) as others`;

const SEED = `insert into budgets (id, spent, held) select *, '{}' from unnest($1::text[], $2::float8[]) on conflict do nothing`;

/** Of days before. */
const SWEEP =
  "delete from budgets where id in (select id from budgets where id < $1::text limit 1000 for update skip locked)";
