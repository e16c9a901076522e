import { CompiledQuery, type Kysely, type Updateable } from "kysely";
import type { Schema } from "../schema.ts";

/** What a place server is told, what of a turn is changed, or both, which then are stored together or not at all. */
export interface Write {
  event?: { server: string; turn: string; body: string; at: number };
  turn?: { id: string; change: Updateable<Schema["turns"]> };
}

/**
 * Stores all of it, or nothing. Of no turn may there be two changes. What ends a turn that has ended already is left out, with
 * what tells of it: whoever was cut off while it was stored does not know that it is, and stores it again.
 */
export async function storeAll(db: Kysely<Schema>, writes: Write[]): Promise<void> {
  const ends = writes.flatMap(({ turn }) => (turn?.change.endedAt === undefined ? [] : [turn.id]));
  await db.transaction().execute(async (tx) => {
    const ended = ends.length === 0 ? new Set() : await endedOf(tx, ends);
    const due = writes.filter(({ turn }) => turn?.change.endedAt === undefined || !ended.has(turn.id));
    for (const statement of [...changesOf(due), ...eventsOf(due)]) await tx.executeQuery(statement);
  });
}

async function endedOf(tx: Kysely<Schema>, ids: string[]): Promise<Set<string>> {
  const { rows } = await tx.executeQuery<{ id: string }>(
    CompiledQuery.raw('select id from turns where id = any($1::text[]) and "endedAt" is not null', [ids]),
  );
  return new Set(rows.map(({ id }) => id));
}

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
} satisfies Partial<Record<keyof Schema["turns"], string>>;

function eventsOf(writes: Write[]): CompiledQuery[] {
  const events = writes.flatMap(({ event }) => (event === undefined ? [] : [event]));
  if (events.length === 0) return [];
  return [
    CompiledQuery.raw(APPEND, [
      events.map(({ server }) => server),
      events.map(({ turn }) => turn),
      events.map(({ body }) => body),
      events.map(({ at }) => at),
    ]),
  ];
}

/**
 * Numbers events by place server under the lock of its row, without a gap. The rows are locked in one order, whoever locks them,
 * so that nobody waits for somebody who waits for them.
 */
const APPEND = `
with given as materialized (
  select *, row_number() over (partition by server order by place) as nth, count(*) over (partition by server) as many
  from unnest($1::text[], $2::text[], $3::text[], $4::int8[]) with ordinality as g(server, turn, body, at, place)
), told as (
  insert into servers (id, seq, "seenAt")
  select server, count(*), max(at) from given group by server order by server
  on conflict (id) do update set seq = servers.seq + excluded.seq
  returning id, seq
)
insert into events (server, seq, turn, body, at)
select server, told.seq - many + nth, turn, body, at from given join told on told.id = given.server`;
