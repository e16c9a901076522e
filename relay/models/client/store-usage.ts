import type { Logger } from "../../observe/logger.ts";
import { prepared } from "../../store/prepared.ts";
import type { Schema } from "../../store/schema.ts";
import type { Database } from "../../store/store.ts";

/** What calls of one NPC's model have cost on one day (UTC): tokens and US dollars. */
type Used = Schema["usage"];

const AGAIN_MS = 2_000;

/** Stores what calls cost, in the background. What a store that is away does not take is added up, and stored when it is back. */
export function storeUsage(db: Database, log: Logger): (used: Used) => void {
  const left = new Map<string, Used>();
  let again: NodeJS.Timeout | undefined;

  const keep = (used: Used): void => {
    const key = JSON.stringify([used.day, used.npc, used.model]);
    const before = left.get(key);
    left.set(key, before === undefined ? used : sumOf(before, used));
    again ??= setTimeout(storeLeft, AGAIN_MS).unref();
  };
  const store = (used: Used): void => {
    addUsage(db, used).catch((error: unknown) => {
      log.debug({ err: error, ...used }, "what a call has cost could not be stored; it is tried again");
      keep(used);
    });
  };
  const storeLeft = (): void => {
    again = undefined;
    const all = [...left.values()];
    left.clear();
    all.forEach(store);
  };
  return store;
}

const sumOf = (one: Used, other: Used): Used => ({
  ...one,
  calls: one.calls + other.calls,
  input: one.input + other.input,
  cached: one.cached + other.cached,
  output: one.output + other.output,
  usd: one.usd + other.usd,
});

const addUsage = prepared((db, { day, npc, model, calls, input, cached, output, usd }: Used) =>
  db
    .insertInto("usage")
    .values({ day, npc, model, calls, input, cached, output, usd })
    .onConflict((c) =>
      c.columns(["day", "npc", "model"]).doUpdateSet((e) => ({
        calls: e("usage.calls", "+", calls),
        input: e("usage.input", "+", input),
        cached: e("usage.cached", "+", cached),
        output: e("usage.output", "+", output),
        usd: e("usage.usd", "+", usd),
      })),
    ),
);
