import { CompiledQuery, type Kysely, type Updateable } from "kysely";
import { fenced } from "../fellows.ts";
import type { Schema } from "../schema.ts";
import { NOW } from "./now.ts";

/**
 * What a place server is told, what of a turn is changed, or both, which then are stored together or not at all; or that a turn
 * begins to run, if it is the first in its conversation that has not ended. `fence`: of the registration that the turn was taken
 * in hand under. `nth`: as `Told` says.
 */
export interface Write {
  event?: { server: string; turn: string; body: string; nth?: number };
  turn?: { id: string; change: Updateable<Schema["turns"]> };
  begin?: string;
  fence?: number | null;
}

/**
 * Stores all of it, or nothing; answers with the turns that have begun. Of no turn may there be two changes. What ends a turn that
 * has ended already is left out, with what tells of it, and so is what was told already: whoever was cut off while it was stored
 * does not know that it is, and stores it again.
 * @throws as `fenced` where a registration of theirs is over.
 */
export async function storeAll(db: Kysely<Schema>, writes: Write[]): Promise<Set<string>> {
  const ends = writes.flatMap(({ turn }) => (turn?.change.endedAt === undefined ? [] : [turn.id]));
  const fences = [...new Set(writes.flatMap(({ fence }) => fence ?? []))];
  return db.transaction().execute(async (tx) => {
    // Both are on their way at once.
    const [, { ended, held }] = await Promise.all([
      tx.executeQuery(QUICK),
      ends.length + fences.length === 0 ? NONE : look(tx, ends, fences),
    ]);
    for (const fence of fences) if (!held.has(fence)) throw fenced();
    const due = writes.filter(({ turn }) => turn?.change.endedAt === undefined || !ended.has(turn.id));
    for (const statement of [...changesOf(due), ...eventsOf(due)]) await tx.executeQuery(statement);
    const begins = writes.filter(({ begin }) => begin !== undefined);
    if (begins.length === 0) return new Set();
    const { rows } = await tx.executeQuery<{ id: string }>(
      CompiledQuery.raw(BEGIN, [begins.map(({ begin }) => begin), begins.map(({ fence }) => fence)]),
    );
    return new Set(rows.map(({ id }) => id));
  });
}

/** A relay that stands still in the middle of it must not hold a place server's row for as long as others have patience. */
export const QUICK = CompiledQuery.raw("set local idle_in_transaction_session_timeout = '2s'");

const NONE = { ended: new Set<string>(), held: new Set<number>() };

/**
 * Which of the turns have ended, and which of the registrations hold, which nobody can strike off before the transaction ends:
 * to delete a row is more than this lock lets pass, and to renew its lease is not.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
 */
async function look(tx: Kysely<Schema>, ids: string[], fences: number[]): Promise<typeof NONE> {
  const { rows } = await tx.executeQuery<{ ended: string | null; held: number | null }>(
    CompiledQuery.raw(
      `with held as materialized (select fence from relays where fence = any($2::int8[]) order by fence for key share)
       select id as ended, null::int8 as held from turns where id = any($1::text[]) and "endedAt" is not null
       union all select null, fence from held`,
      [ids, fences],
    ),
  );
  return {
    ended: new Set(rows.flatMap(({ ended }) => ended ?? [])),
    held: new Set(rows.flatMap(({ held }) => held ?? [])),
  };
}

/** One that runs already under the same registration was begun by who did not hear of it. */
const BEGIN = `
update turns set status = 'running' from unnest($1::text[], $2::int8[]) as given(id, fence)
where turns.id = given.id and turns.fence = given.fence and status in ('accepted', 'running') and not exists (
  select from turns as before where before.conversation = turns.conversation and before.status in ('accepted', 'running')
  and (before."acceptedAt", before.id) < (turns."acceptedAt", turns.id))
returning turns.id`;

/** One statement for those that change the same columns. */
function changesOf(writes: Write[]): CompiledQuery[] {
  const byColumns = new Map<string, [string, Record<string, unknown>][]>();
  for (const { turn } of writes) {
    if (turn === undefined) continue;
    const key = Object.keys(turn.change).join();
    byColumns.set(key, [...(byColumns.get(key) ?? []), [turn.id, turn.change]]);
  }
  return [...byColumns].map(([key, changes]) => {
    const columns = key.split(",");
    const arrays = columns.map((column, index) => `$${index + 2}::${typeOf(column)}[]`);
    const names = columns.map((column) => `"${column}"`);
    return CompiledQuery.raw(
      `update turns set ${names.map((name) => `${name} = given.${name}`).join(", ")}
       from unnest($1::text[], ${arrays.join(", ")}) as given(id, ${names.join(", ")}) where turns.id = given.id`,
      [changes.map(([id]) => id), ...columns.map((column) => changes.map(([, change]) => change[column]))],
    );
  });
}

/** Of a column of `turns`. */
export const typeOf = (column: string): string => NUMBERS[column] ?? "text";

const NUMBERS: Record<string, string> = {
  tokensIn: "int8",
  tokensOut: "int8",
  usd: "float8",
  acceptedAt: "int8",
  firstBeatAt: "int8",
  endedAt: "int8",
  fence: "int8",
  told: "int8",
} satisfies Partial<Record<keyof Schema["turns"], string>>;

function eventsOf(writes: Write[]): CompiledQuery[] {
  const events = writes.flatMap(({ event }) => (event === undefined ? [] : [event]));
  if (events.length === 0) return [];
  return [
    CompiledQuery.raw(APPEND, [
      events.map(({ server }) => server),
      events.map(({ turn }) => turn),
      events.map(({ body }) => body),
      events.map(({ nth }) => nth ?? null),
    ]),
  ];
}

/**
 * Numbers events by place server under the lock of its row, without a gap. The rows are locked in one order, whoever locks them,
 * so that nobody waits for somebody who waits for them. How old they are is told by the database's clock, as is who is gone.
 */
const APPEND = `
with given as materialized (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[]) with ordinality as g(server, turn, body, nth, place)
), fresh as (
  update turns set told = nth from given
  where turns.id = turn and nth is not null and coalesce(told, 0) < nth returning turns.id
), due as materialized (
  select *, row_number() over (partition by server order by place) as step, count(*) over (partition by server) as many
  from given where nth is null or turn in (select id from fresh)
), numbered as (
  insert into servers (id, seq, "seenAt")
  select server, count(*), ${NOW} from due group by server order by server
  on conflict (id) do update set seq = servers.seq + excluded.seq
  returning id, seq
)
insert into events (server, seq, turn, body, at)
select server, seq - many + step, turn, body, ${NOW} from due join numbered on numbered.id = due.server`;
