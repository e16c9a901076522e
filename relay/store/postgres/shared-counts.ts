import type { Ledger } from "../ledger.ts";
import { type Hold, holdIn, SWEEP_HOLDS } from "./holds.ts";
import { inBatches } from "./in-batches.ts";
import { type DrawMinute, drawMinute } from "./minutes.ts";
import { type Asked, type Refused, TAKE_POINTS, valuesOf } from "./points.ts";
import type { QuickPool } from "./quick-pool.ts";
import { openSharedLedger } from "./shared-ledger.ts";

/** What many relays count together in one database. */
export interface SharedCounts {
  /** Answers with who refuses it, if anybody does. @throws where Postgres is away. */
  takePoints(asked: Asked): Promise<Refused | undefined>;
  openLedger: OpenSharedLedger;
  drawMinute: DrawMinute;
  hold: Hold;
  stop(): void;
}

export type OpenSharedLedger = (options: Parameters<typeof openSharedLedger>[1]) => Promise<Ledger>;

export function createSharedCounts({ say }: Pick<QuickPool, "say">): SharedCounts {
  const sweepAll = (): void => {
    for (const [name, text] of Object.entries(SWEEPS)) say(name, text, []).catch(() => undefined);
  };
  const sweep = setInterval(sweepAll, SWEEP_EVERY_MS).unref();
  return {
    takePoints: inBatches(async (batch) => {
      const rows = await say<Refused & { nth: number }>("points", TAKE_POINTS, valuesOf(batch));
      const refused = new Map(rows.map((row) => [row.nth, row]));
      return batch.map((_, at) => refused.get(at + 1));
    }),
    openLedger: (options) => openSharedLedger({ say }, options),
    drawMinute: drawMinute({ say }),
    hold: holdIn({ say }),
    stop: () => clearInterval(sweep),
  };
}

const SWEEP_EVERY_MS = 60_000;
/**
 * Minutes that are over, and who brought talks in which nothing was said for so long that none is open. Waits for nobody, so that
 * nobody who locks rows in their order waits for it.
 */
const SWEEPS = {
  "sweep-limits": `delete from limits where id in (
    select id from limits where until < extract(epoch from now()) * 1000 limit 10000 for update skip locked)`,
  "sweep-talks": `update conversations set key = null, server = null where id in (
    select id from conversations where "endedAt" is null and key is not null
      and "lastAt" < (extract(epoch from now()) - 3600) * 1000 limit 10000 for update skip locked)`,
  "sweep-holds": SWEEP_HOLDS,
};
