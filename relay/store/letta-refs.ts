import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../observe/clock.ts";
import { type AloneAmongRelays, aloneAmongRelays } from "./alone-among-relays.ts";
import { fellowsOf } from "./fellows.ts";
import { dropLeft, leaveBehind, type Left, leftBehindAt } from "./left-behind.ts";
import { relayNamed } from "./relays.ts";
import type { Database } from "./store.ts";

/** The names under which a Letta server knows our NPCs and conversations, by mind. */
export interface LettaRefs {
  agentOf(mind: string, npc: string): Promise<{ agent: string; sheetHash: string } | undefined>;
  saveAgent(mind: string, npc: string, agent: string, sheetHash: string): Promise<void>;
  threadOf(mind: string, conversation: string): Promise<{ agent: string; thread: string } | undefined>;
  saveThread(mind: string, conversation: string, agent: string, thread: string): Promise<void>;
  dropThread(mind: string, conversation: string): Promise<void>;
  /** For what is to be made once at a Letta that relays share. */
  alone: AloneAmongRelays;
  /** Absent where no other relay can be on the store. */
  elsewhere?: Elsewhere;
}

/** Lettas that other relays have for themselves. */
export interface Elsewhere {
  /** Of this relay; its own Lettas begin with it. */
  name: string;
  /**
   * Has the relay of this name forget a conversation that lives on a Letta of its own, and waits until it has; where it is away,
   * it is written down that it has to when it is back.
   * @throws where it is there and has not.
   */
  forget(name: string, mind: string, conversation: string): Promise<void>;
  /** Writes down that the relay of this name has to forget a conversation where it lives as yet, without waiting for it. */
  leave(name: string, mind: string, conversation: string): Promise<void>;
  /** Called for each that another relay asks to be forgotten here. */
  onForget(listener: (conversation: string) => void): void;
  /** What was to be forgotten here while this relay was away; `forgotten` says that it is. */
  left(): Promise<Left[]>;
  forgotten(thread: string): Promise<void>;
}

export function lettaRefs(db: Database): LettaRefs {
  const elsewhere = elsewhereOf(db);
  return {
    ...(elsewhere && { elsewhere }),
    alone: aloneAmongRelays(db),
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

function elsewhereOf(db: Database): Elsewhere | undefined {
  const { name: own, fence, send, events } = fellowsOf(db);
  if (fence() === null) return undefined;
  const isThere = async (mind: string, conversation: string): Promise<boolean> => {
    const threads = db.selectFrom("threads").select("thread").where("mind", "=", mind);
    return (await threads.where("conversation", "=", conversation).executeTakeFirst()) !== undefined;
  };
  return {
    name: own,
    forget: async (name, mind, conversation) => {
      let asked: string | undefined;
      for (
        const until = now() + FORGETS_MS;
        asked === undefined || (await isThere(mind, conversation));
        await sleep(100)
      ) {
        const relay = await relayNamed(db, name);
        if (relay === undefined) return leaveBehind(db, name, mind, conversation);
        if (now() > until) throw new Error("another relay's Letta has not forgotten a conversation yet");
        // It may have gone before it was told, and be back.
        if (relay !== asked) await send(relay, { kind: "forget", conversation });
        asked = relay;
      }
    },
    leave: (name, mind, conversation) => leaveBehind(db, name, mind, conversation),
    onForget: (listener) =>
      void events.on("message", (message) => {
        if (message.kind === "forget") listener(message.conversation);
      }),
    left: () => leftBehindAt(db, own),
    forgotten: (thread) => dropLeft(db, thread),
  };
}

const FORGETS_MS = 10_000;
