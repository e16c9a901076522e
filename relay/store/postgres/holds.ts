import type { QuickPool } from "./quick-pool.ts";

/** What somebody wants to hold, of something of which there is so much. */
export interface Wanted {
  of: string;
  holder: string;
  many: number;
  most: number;
  /** Until it is free again, unless it is wanted again before. */
  ms: number;
}

/** Answers with how many are held now, in place of those before: as many as are wanted, or as there are. @throws where Postgres is away. */
export type Hold = (wanted: Wanted) => Promise<number>;

/** For relays that share a database. */
export const holdIn =
  ({ say }: Pick<QuickPool, "say">): Hold =>
  async ({ of, holder, many, most, ms }) => {
    const [row] = await say<{ held: string }>("hold", "select hold($1, $2, $3, $4, $5) as held", [
      of,
      holder,
      many,
      most,
      ms,
    ]);
    return Number(row?.held ?? 0);
  };

/** Waits for nobody, as the sweeps of `shared-counts.ts`. */
export const SWEEP_HOLDS = `delete from holds where ctid in (
  select ctid from holds where until < extract(epoch from now()) * 1000 limit 10000 for update skip locked)`;
