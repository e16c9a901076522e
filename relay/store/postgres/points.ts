import { NOW } from "./now.ts";

/** Who may refuse something, the narrowest first: whoever comes after one that does is not asked. */
export const HOLDERS = ["player", "server", "npc", "key"] as const;

export interface Point {
  id: string;
  count: number;
  /** Within a minute. */
  most: number;
}

export type Asked = Partial<Record<(typeof HOLDERS)[number], Point>>;

export interface Refused {
  by: (typeof HOLDERS)[number];
  /** Until the minute is over, in milliseconds. */
  left: number;
}

export const valuesOf = (batch: Asked[]): unknown[] =>
  HOLDERS.flatMap((holder) => [
    batch.map((asked) => asked[holder]?.id ?? null),
    batch.map((asked) => asked[holder]?.count ?? 0),
    batch.map((asked) => asked[holder]?.most ?? 0),
  ]);

/**
 * Counts, holder after holder, for those that nobody has refused so far. The rows of a holder are locked in one order, and all
 * of one holder before those of the next, so that of two relays none waits for one that waits for it. What is counted after the
 * row was locked is what all relays have spent, and of it everybody is refused who came after the limit was reached.
 */
export const TAKE_POINTS = `
with given as materialized (
  select * from unnest(${HOLDERS.map((_, at) => `$${3 * at + 1}::text[], $${3 * at + 2}::int8[], $${3 * at + 3}::int8[]`).join()})
  with ordinality as g(${HOLDERS.map((of) => `${of}, ${of}_count, ${of}_most`).join()}, nth)
), clock as materialized (
  select ${NOW} as at
)${HOLDERS.map(
  (of, at) => `, ${of}_asked as materialized (
  select nth, ${of} as id, ${of}_count as count, ${of}_most as most from given
  where ${of} is not null${HOLDERS.slice(0, at)
    .map((before) => ` and nth not in (select nth from ${before}_refused)`)
    .join("")}
), ${of}_spent as (
  insert into limits (id, spent, until)
  select id, sum(count), min(at) + 60000 from ${of}_asked, clock group by id order by id
  on conflict (id) do update set
    spent = excluded.spent + case when limits.until > excluded.until - 60000 then limits.spent else 0 end,
    until = case when limits.until > excluded.until - 60000 then limits.until else excluded.until end
  returning id, spent, until
), ${of}_refused as materialized (
  select nth, until from (
    select nth, most, count, spent, until, sum(count) over (partition by id order by nth desc) as with_later
    from ${of}_asked join ${of}_spent using (id)
  ) as told where spent - with_later + count > most
)`,
).join("")}
${HOLDERS.map((of) => `select nth, '${of}' as by, until - at as left from ${of}_refused, clock`).join("\nunion all ")}`;
