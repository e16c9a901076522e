import { setTimeout as sleep } from "node:timers/promises";
import type { ExpressionBuilder } from "kysely";
import type { Cast } from "../../cast/cast.ts";
import type { Known, Orphan } from "../../minds/mind.ts";
import type { Schema } from "../../store/schema.ts";
import type { Database } from "../../store/store.ts";
import type { Cleanup } from "./cleanup.ts";

/** Nothing where the mind keeps nothing of its own. */
export const findOrphans = async ({ db, cast, mind }: Cleanup): Promise<Orphan[]> =>
  (await mind.orphans?.(await knownOf(db, cast, mind.name()))) ?? [];

/** Removes what is still an orphan at a second look. */
export async function removeOrphans(
  { db, cast, mind, log }: Cleanup,
  found: Orphan[],
): Promise<{ removed: Orphan[]; stuck: Orphan[] }> {
  const removed: Orphan[] = [];
  const stuck: Orphan[] = [];
  if (!mind.remove) return { removed, stuck };
  if (found.length > 0) await sleep(WRITTEN_DOWN_MS);
  const known = await knownOf(db, cast, mind.name());
  for (const orphan of found) {
    if ((orphan.kind === "agent" ? known.agents : known.threads).has(orphan.id)) continue;
    try {
      await mind.remove(orphan);
      removed.push(orphan);
    } catch (error) {
      log.warn({ err: error, ...orphan }, "an orphan could not be removed from the mind");
      stuck.push(orphan);
    }
  }
  if (stuck.length === 0) await dropDanglingRefs(db, cast, mind.name());
  return { removed, stuck };
}

/** A turn under way makes an agent or a thread in the mind first, and writes it down a moment later. */
const WRITTEN_DOWN_MS = 2_000;

async function knownOf(db: Database, cast: Cast, mind: string): Promise<Known> {
  const agents = await db
    .selectFrom("agents")
    .select("agent")
    .where(ofMind(mind))
    .where("npc", "in", npcsOf(cast))
    .execute();
  const threads = await db
    .selectFrom("threads")
    .select("thread")
    .where("mind", "=", mind)
    .where("conversation", "in", db.selectFrom("conversations").select("id"))
    .execute();
  return { agents: new Set(agents.map((row) => row.agent)), threads: new Set(threads.map((row) => row.thread)) };
}

/** What it leads to is gone. Of other minds than this one it may still be there: those rows stay. */
async function dropDanglingRefs(db: Database, cast: Cast, mind: string): Promise<void> {
  await db.deleteFrom("agents").where(ofMind(mind)).where("npc", "not in", npcsOf(cast)).execute();
  await db
    .deleteFrom("threads")
    .where("mind", "=", mind)
    .where("conversation", "not in", db.selectFrom("conversations").select("id"))
    .execute();
}

/** Agents of several Lettas of one mind are told apart by what follows its name. */
const ofMind = (mind: string) => (e: ExpressionBuilder<Schema, "agents">) =>
  e.or([e("mind", "=", mind), e("mind", "like", `${mind}/%`)]);

const npcsOf = (cast: Cast): string[] => cast.all().map(({ id }) => id);
