import type { LettaRefs } from "../../../../store/letta-refs.ts";
import { nameOf, relayOf, withName, withoutName } from "./shard-names.ts";

/** What the store knows of one of several Lettas: its own agents, and of the conversations those that live there. */
export function shardRefs(shard: string, refs: LettaRefs): LettaRefs {
  const agentsOf = (mind: string): string => (shard === "" ? mind : `${mind}/${shard}`);
  return {
    ...refs,
    // At a relay's own Letta nobody else makes anything.
    alone: (name, work) => (relayOf(shard) === "" ? refs.alone(`${name} at ${shard}`, work) : work()),
    agentOf: async (mind, npc) => {
      const ref = await refs.agentOf(agentsOf(mind), npc);
      return ref && { ...ref, agent: withoutName(ref.agent) };
    },
    saveAgent: (mind, npc, agent, sheetHash) => refs.saveAgent(agentsOf(mind), npc, withName(shard, agent), sheetHash),
    threadOf: async (mind, conversation) => {
      const ref = await refs.threadOf(mind, conversation);
      return ref && nameOf(ref.thread) === shard ? { ...ref, thread: withoutName(ref.thread) } : undefined;
    },
    saveThread: async (mind, conversation, agent, thread) => {
      const before = await refs.threadOf(mind, conversation);
      const relay = before === undefined ? "" : relayOf(nameOf(before.thread));
      // A relay that stood still does not know that it has moved, and of two that make one at once the last is kept.
      if (before !== undefined && relay !== "" && nameOf(before.thread) !== shard)
        await refs.elsewhere?.leave(relay, mind, conversation);
      await refs.saveThread(mind, conversation, agent, withName(shard, thread));
    },
  };
}
