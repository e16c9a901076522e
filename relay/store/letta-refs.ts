import { now } from "../observe/clock.ts";
import type { Database } from "./store.ts";

/** The names under which a Letta server knows our NPCs and conversations, by mind. */
export interface LettaRefs {
  agentOf(mind: string, npc: string): Promise<{ agent: string; sheetHash: string } | undefined>;
  saveAgent(mind: string, npc: string, agent: string, sheetHash: string): Promise<void>;
  threadOf(mind: string, conversation: string): Promise<{ agent: string; thread: string } | undefined>;
  saveThread(mind: string, conversation: string, agent: string, thread: string): Promise<void>;
  dropThread(mind: string, conversation: string): Promise<void>;
}

export function lettaRefs(db: Database): LettaRefs {
  return {
    agentOf: (mind, npc) =>
      db
        .selectFrom("agents")
        .select(["agent", "sheetHash"])
        .where("mind", "=", mind)
        .where("npc", "=", npc)
        .executeTakeFirst(),
    saveAgent: async (mind, npc, agent, sheetHash) => {
      const row = { agent, sheetHash };
      await db
        .insertInto("agents")
        .values({ mind, npc, ...row })
        .onConflict((c) => c.columns(["mind", "npc"]).doUpdateSet(row))
        .execute();
    },
    threadOf: (mind, conversation) =>
      db
        .selectFrom("threads")
        .select(["agent", "thread"])
        .where("mind", "=", mind)
        .where("conversation", "=", conversation)
        .executeTakeFirst(),
    saveThread: async (mind, conversation, agent, thread) => {
      const row = { agent, thread, since: now() };
      await db
        .insertInto("threads")
        .values({ mind, conversation, ...row })
        .onConflict((c) => c.columns(["mind", "conversation"]).doUpdateSet(row))
        .execute();
    },
    dropThread: async (mind, conversation) => {
      await db.deleteFrom("threads").where("mind", "=", mind).where("conversation", "=", conversation).execute();
    },
  };
}
