/** Remembers which agent plays which NPC, so that the server is asked once for each version of a sheet. */
export interface AgentMemo<K, A> {
  /** `key`: of what it is remembered; of another one it is brought up anew, behind what is under way for the NPC. */
  agentOf(npc: string, key: K, bringUp: () => Promise<A>): Promise<A>;
  lose(npc: string): void;
}

export function createAgentMemo<K, A>(isSame: (one: K, other: K) => boolean): AgentMemo<K, A> {
  const known = new Map<string, { key: K; agent: Promise<A> }>();
  return {
    lose: (npc) => void known.delete(npc),
    agentOf: (npc, key, bringUp) => {
      const before = known.get(npc);
      if (before !== undefined && isSame(before.key, key)) return before.agent;
      // One after the other: two turns that begin at once must not make two agents.
      const agent = Promise.resolve(before?.agent)
        .catch(() => undefined)
        .then(bringUp);
      known.set(npc, { key, agent });
      agent.catch(() => {
        if (known.get(npc)?.agent === agent) known.delete(npc);
      });
      return agent;
    },
  };
}
