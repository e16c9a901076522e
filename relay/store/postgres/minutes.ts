import { NOW } from "./now.ts";
import type { QuickPool } from "./quick-pool.ts";

/** What one universe wants of a minute that all relays share. */
export interface Want {
  universe: string;
  /** Among how many the minute is shared; 0 where it is for nobody and has no share. */
  among: number;
  /** In all, and the first of it, which is given where nothing was given before. */
  amount: number;
  first: number;
  /** What was spent beyond what was given, or given back, if it is below 0. */
  more: number;
}

export interface Drawn {
  granted: Map<string, number>;
  /** Until the minute is over, in milliseconds. */
  left: number;
}

/** Draws from the minute of this name: never more than there is, whoever draws at the same time. @throws where Postgres is away. */
export type DrawMinute = (id: string, limit: number, wants: Want[]) => Promise<Drawn>;

export const drawMinute =
  ({ say }: Pick<QuickPool, "say">): DrawMinute =>
  async (id, limit, wants) => {
    const values = [
      id,
      limit,
      wants.map(({ universe }) => universe),
      wants.map(({ among }) => among),
      wants.map(({ amount }) => amount),
      wants.map(({ first }) => first),
      wants.map(({ more }) => more),
    ];
    const draw = () =>
      say<{ isFirst: boolean; left: number; granted: Record<string, number> }>("draw-minute", DRAW, values);
    let [row] = await draw();
    // Where the row was not there, it is by now.
    if (row?.isFirst === true) [row] = await draw();
    return { granted: new Map(Object.entries(row?.granted ?? {})), left: row?.left ?? 0 };
  };

/**
 * Everything is reckoned from the one row, as it is when it is locked, which it is before anything is reckoned: a plain update
 * would reckon from what it was before it waited. Shares are equal among the universes that have called within
 * the minute, and one is left for one that comes; see `minute-shares.ts`.
 */
const DRAW = `
insert into minutes (id, until, spent, granted) values ($1::text, 0, '{}', '{}')
on conflict (id) do update set (until, spent, granted) = (
  with base as materialized (
    select case when minutes.until > ${NOW} then minutes.until else ${NOW} + 60000 end as until,
      case when minutes.until > ${NOW} then minutes.spent else '{}' end as spent
  ), wanted as materialized (
    select * from unnest($3::text[], $4::int8[], $5::float8[], $6::float8[], $7::float8[])
    with ordinality as w(universe, among, amount, first, more, nth)
  ), callers as materialized (
    select universe, sum(spent) as spent from (
      select key as universe, value::float8 as spent from base, jsonb_each_text(base.spent)
      union all select universe, case when minutes.until > ${NOW} then more else 0 end from wanted
    ) as each group by universe
  ), sums as materialized (
    select sum(spent) as spent, count(*) filter (where universe <> '') as many from callers
  ), shares as materialized (
    select nth, universe, amount, first, callers.spent as mine, sums.spent as total,
      floor($2::float8 / greatest(1, least(many + 1, greatest(among, many)))) as share, among
    from wanted join callers using (universe), sums
  ), rooms as materialized (
    select *, case when among = 0 then amount when mine <= 0 then greatest(least(first, amount), least(amount, share))
      else greatest(0, least(amount, greatest(1, share) - mine)) end as room from shares
  ), grants as materialized (
    select universe, case when total <= 0 and before = 0 then greatest(least(first, room), least(room, $2::float8))
      else greatest(0, least(room, $2::float8 - total - before)) end as granted
    from (select *, coalesce(sum(room) over (order by nth rows between unbounded preceding and 1 preceding), 0) as before
      from rooms) as each
  )
  select (select until from base),
    (select coalesce(jsonb_object_agg(universe, spent + coalesce(granted, 0)), '{}') from callers left join grants using (universe)),
    (select coalesce(jsonb_object_agg(universe, granted), '{}') from grants)
)
returning until = 0 as "isFirst", greatest(0, until - ${NOW}) as left, granted`;
