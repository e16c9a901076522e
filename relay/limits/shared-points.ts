import { now } from "../observe/clock.ts";
import type { SharedCounts } from "../store/postgres/shared-counts.ts";
import { idOf } from "./id-of.ts";
import type { Points, Refusal } from "./points.ts";

/** For relays that share a database: they count together, and each remembers who is refused until that minute is over. */
export function sharedPoints({ takePoints }: Pick<SharedCounts, "takePoints">): Points {
  const refused = new Map<string, { what: string; until: number }>();
  const remember = (id: string, { what, ms }: Refusal): void => {
    if (refused.size >= MOST_REMEMBERED) for (const [of, { until }] of refused) if (until <= now()) refused.delete(of);
    if (refused.size < MOST_REMEMBERED) refused.set(id, { what, until: now() + ms });
  };
  return {
    take: async (steps) => {
      const points = steps.map((step) => ({ ...step, count: step.count ?? 1, id: idOf(step.what, step.whose) }));
      const known = points.map(({ id }) => refused.get(id)).find((one) => one !== undefined && one.until > now());
      if (known) return { what: known.what, ms: known.until - now() };
      if (points.every(({ count }) => count === 0)) return undefined;
      const told = await takePoints(Object.fromEntries(points.map(({ by, ...point }) => [by, point])));
      const point = points.find(({ by }) => by === told?.by);
      if (told === undefined || point === undefined) return undefined;
      const refusal = { what: point.what, ms: Math.max(1, told.left) };
      remember(point.id, refusal);
      return refusal;
    },
  };
}

/** Whoever is not remembered is asked for again. */
const MOST_REMEMBERED = 50_000;
