import { type RawBuilder, sql, type SqlBool } from "kysely";
import type { Cast } from "../../cast/cast.ts";
import { isPostgres } from "../../store/lock-for.ts";
import type { Database } from "../../store/store.ts";

/** Counts what would go together with the conversations in which nothing was said since `before`. */
export async function countCleanup({ db, cast }: { db: Database; cast: Cast }, before: number) {
  const count = async (rows: RawBuilder<unknown>): Promise<number> => {
    const { rows: found } = await sql<{ n: number | string }>`select count(*) as n from ${rows}`.execute(db);
    return Number(found[0]?.n ?? 0);
  };
  const goes = memoryGoes(before, cast);
  return {
    conversations: await count(sql`conversations where "lastAt" < ${before}`),
    turns: await count(
      sql`turns join conversations c on c.id = turns.conversation
          where c."lastAt" < ${before} and (text is not null or reply is not null)`,
    ),
    memories: await count(sql`memories where ${goes}`),
    players: await count(
      sql`players p where not exists (select 1 from turns where player = p.pseudonym)
          and not exists (select 1 from conversations where player = p.pseudonym and "lastAt" >= ${before})
          and not exists (select 1 from memories where player = p.pseudonym and not (${goes}))`,
    ),
  };
}

/** Takes out the players of whom there is no turn, no conversation and no memory any more. Answers with how many. */
export async function dropEmptyPlayers(db: Database): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // A player who speaks just now waits for it, or it for the player.
    if (isPostgres(tx)) await sql`lock table players in exclusive mode`.execute(tx);
    const { numDeletedRows } = await tx
      .deleteFrom("players")
      .where("pseudonym", "not in", tx.selectFrom("turns").select("player"))
      .where("pseudonym", "not in", tx.selectFrom("conversations").select("player"))
      .where("pseudonym", "not in", tx.selectFrom("memories").select("player"))
      .executeTakeFirst();
    return Number(numDeletedRows);
  });
}

/** Of a visit that is over, and of no other one of the same two. */
function memoryGoes(before: number, cast: Cast): RawBuilder<SqlBool> {
  const keepers = cast.all().flatMap(({ id, memory }) => (memory === "player" ? [id] : []));
  const talk = sql`from conversations c where c.npc = memories.npc and c.player = memories.player`;
  return sql`memories.npc not in (${sql.join(["", ...keepers])})
    and exists (select 1 ${talk} and c."lastAt" < ${before})
    and not exists (select 1 ${talk} and c."lastAt" >= ${before})`;
}
