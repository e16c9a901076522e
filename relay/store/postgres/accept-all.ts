import { CompiledQuery, type Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { Turn } from "../turns.ts";
import { QUICK, typeOf } from "./store-all.ts";

/** A turn that may be stored, in a conversation of this id where none is open. */
export interface Offered {
  turn: Turn;
  key: string;
  userId: string;
  /** The player is in the store under this pseudonym from now on. */
  isNew: boolean;
  /** Whether it goes on with a talk, as far as that is known. */
  isOpen: boolean;
}

/** Whose talks are counted, the narrowest first. */
export const TALKERS = ["player", "server", "npc", "key"] as const;
type TalksAtOnce = Record<(typeof TALKERS)[number], number>;

/**
 * How it ended: stored; not, because so many talks are open as this one may have at once; or not, because the turn is in the store
 * by now, or the player is under another name, or under none any more.
 */
export type Outcome = { turn: Turn } | { full: (typeof TALKERS)[number] } | "again";

/** A talk in which nothing was said since `idleBefore` is none. */
export async function acceptAll(
  db: Kysely<Schema>,
  batch: Offered[],
  most: TalksAtOnce,
  idleMs: number,
): Promise<Outcome[]> {
  const keys = [...new Set(batch.flatMap(({ key, isOpen }) => (isOpen ? [] : [key])))].sort();
  const columns = Object.keys(batch[0]?.turn ?? {}) as (keyof Turn)[];
  const values = [
    ...columns.map((column) => batch.map(({ turn }) => turn[column])),
    batch.map(({ key }) => key),
    batch.map(({ userId }) => userId),
    batch.map(({ isNew }) => isNew),
    idleMs,
    ...TALKERS.map((of) => most[of]),
  ];
  const { rows } = await db.transaction().execute(async (tx) => {
    // Both are on their way at once: the second begins when the first has all it waits for.
    const locked = tx.executeQuery(keys.length > 0 ? CompiledQuery.raw(LOCK, [keys]) : QUICK);
    const stored = tx.executeQuery<Row>(CompiledQuery.raw(accept(columns), values));
    await Promise.all([locked, stored]);
    return stored;
  });
  const stored = new Map(rows.flatMap((row) => (row.id === null ? [] : [[row.id, row]])));
  const full = new Map(rows.flatMap((row) => (row.id === null ? [[pairOf(batch[row.nth - 1]), row.holder]] : [])));
  return batch.map((offered): Outcome => {
    const { turn } = offered;
    const row = stored.get(turn.id);
    // Of two with one id it is the first.
    stored.delete(turn.id);
    if (row !== undefined) return { turn: { ...turn, conversation: row.conversation, acceptedAt: row.acceptedAt } };
    const by = full.get(pairOf(offered));
    return by === undefined ? "again" : { full: by };
  });
}

/** Of a turn that is stored, or of the first in a talk for which there is no room. */
type Row =
  | { id: string; conversation: string; acceptedAt: number }
  | { id: null; nth: number; holder: (typeof TALKERS)[number] };

const pairOf = (offered: Offered | undefined): string => `${offered?.turn.npc ?? ""}/${offered?.turn.player ?? ""}`;

/** New talks of one key are counted by one relay at a time, which may stand still, and then has not counted. */
const LOCK = `select set_config('idle_in_transaction_session_timeout', '2s', true),
  pg_advisory_xact_lock(hashtextextended('talks ' || key, 0)) from unnest($1::text[]) as key`;

const texts = new Map<string, string>();

function accept(columns: (keyof Turn)[]): string {
  const of = columns.join();
  const text = texts.get(of) ?? write(columns);
  texts.set(of, text);
  return text;
}

/**
 * Rows are locked in one order, whoever locks them: players, then conversations, then turns. Whoever is erased meanwhile is
 * erased with all that is written by it. `lastAt` of a conversation is the time of its newest turn, so that under its lock times
 * go up, whichever relay a turn came to. A full join is by hash, however few rows Postgres expects.
 */
function write(columns: (keyof Turn)[]): string {
  const names = columns.map((column) => `"${column}"`);
  const at = columns.length;
  const [idle, limits] = [`$${at + 4}::int8`, Object.fromEntries(TALKERS.map((of, n) => [of, `$${at + 5 + n}::int8`]))];
  const stored = columns.map((column) =>
    column === "conversation"
      ? "opened"
      : column === "acceptedAt"
        ? `greatest("lastAt" - many + place, newest + place)`
        : `"${column}"`,
  );
  return `
with given as materialized (
  select * from unnest(${columns.map((column, n) => `$${n + 1}::${typeOf(column)}[]`).join()},
    $${at + 1}::text[], $${at + 2}::text[], $${at + 3}::bool[])
  with ordinality as g(${names.join()}, "key", "userId", "isNew", nth)
), alive as materialized (
  select pseudonym from players where pseudonym in (select player from given) order by pseudonym for key share
), due as materialized (
  select * from (
    select *, row_number() over (partition by lower(id) order by nth) as again from given
    where ("isNew" or player in (select pseudonym from alive))
      and not exists (select from turns where lower(turns.id) = lower(given.id))
  ) as those where again = 1
), pairs as materialized (
  select npc, player, min(nth) as nth, min(conversation) as id, max("acceptedAt") as at, count(*) as many,
    (array_agg("key" order by nth desc))[1] as "key", (array_agg(server order by nth desc))[1] as server
  from due group by npc, player
), fresh as materialized (
  select * from pairs where not exists (
    select from conversations as c where c.npc = pairs.npc and c.player = pairs.player
      and c."endedAt" is null and c.key is not null and c."lastAt" > pairs.at - ${idle})
), talking as materialized (
  select grouping(npc, server, player) as of, key, npc, server, player, count(*) as many from conversations
  where "endedAt" is null and key in (select key from fresh) and "lastAt" > (select max(at) from fresh) - ${idle}
  group by grouping sets ((key), (key, npc), (key, server), (key, player))
)${TALKERS.map(
    (of, n) => `, ${of}_full as materialized (
  select nth from (
    select nth, sum(many) over (partition by key, whose order by nth) as place from (
      select 0 as nth, key, ${of} as whose, many from talking where of = ${GROUPED[of]}
      union all select nth, key, ${of}, 1 from fresh where ${of} is not null${TALKERS.slice(0, n)
        .map((before) => ` and nth not in (select nth from ${before}_full)`)
        .join("")}
    ) as each
  ) as placed where nth > 0 and place > ${limits[of] ?? ""}
)`,
  ).join("")}, fulls as materialized (
  ${TALKERS.map((of) => `select nth, '${of}' as holder from ${of}_full`).join(" union all ")}
), named as (
  insert into players (universe, "userId", pseudonym)
  select distinct universe, "userId", player from due join pairs using (npc, player)
  where "isNew" and player not in (select pseudonym from alive) and pairs.nth not in (select nth from fulls)
  order by universe, "userId" on conflict do nothing returning pseudonym
), opening as (
  insert into conversations (id, npc, player, "openedAt", "lastAt", "endedAt", key, server)
  select id, npc, player, at, at + many - 1, null, key, server from pairs
  where nth not in (select nth from fulls)
    and (player in (select pseudonym from alive) or player in (select pseudonym from named))
  order by npc, player
  on conflict (npc, player) where "endedAt" is null do update set key = excluded.key, server = excluded.server,
    "lastAt" = greatest(excluded."lastAt", conversations."lastAt" + excluded."lastAt" - excluded."openedAt" + 1)
  returning id as opened, npc, player, "lastAt"
), placed as materialized (
  select ${names.map((name) => (USED.has(name) ? name : `due.${name}`)).join()}, opened, "lastAt", row_number() over whose as place, count(*) over (partition by npc, player) as many,
    coalesce((select max(t."acceptedAt") from turns as t where t.conversation = opened), 0) as newest
  from due full join opening using (npc, player) window whose as (partition by npc, player order by nth)
), stored as (
  insert into turns (${names.join()}) select ${stored.join()} from placed where coalesce(opened, '') <> '' order by lower(id)
  on conflict do nothing returning id, conversation, "acceptedAt"
)
select null::int8 as nth, null as holder, id, conversation, "acceptedAt" from stored
union all select nth, holder, null, null, null from fulls`;
}

/** What is as it is in both that are joined. */
const USED = new Set(["npc", "player"].map((name) => `"${name}"`));

/** Which of NPC, place server and player are not told apart, as `grouping` says it. */
const GROUPED = { key: 7, npc: 3, server: 5, player: 6 };
