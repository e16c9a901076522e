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
    saveThread: (mind, conversation, agent, thread) =>
      refs.saveThread(mind, conversation, agent, withName(shard, thread)),
  };
}
