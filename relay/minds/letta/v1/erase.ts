import type { Letta } from "@letta-ai/letta-client";
import { isGone } from "./errors.ts";

/**
 * Takes away a conversation. The server only marks what is deleted: the words stay in its database (`messages`, 0.16.8), out of
 * reach of the API, until their agent is deleted. So that is done with the last conversation of an agent; the NPC's next one
 * makes a new agent. What an operator must see to: `LETTA_TRACK_PROVIDER_TRACE=false` on the server, which else keeps every word
 * once more (`provider_traces`) where no API deletes it, and the server's log, which quotes a request whose model failed.
 * `keepsAgents`: of Letta Cloud, which bills each new agent, and erases by rules of its own.
 */
export async function removeThread(
  client: Letta,
  { thread, agent }: { thread: string; agent: string },
  keepsAgents: boolean,
): Promise<void> {
  await unlessGone(client.conversations.delete(thread));
  if (keepsAgents) return;
  const others = await client.conversations.list({ agent_id: agent, limit: 1 });
  if (others.length === 0) await unlessGone(removeAgent(client, agent));
}

/** Takes away an agent with every word that was ever said to it, and its blocks, which would stay without it. */
export async function removeAgent(client: Letta, id: string): Promise<void> {
  const { items: blocks } = await client.agents.blocks.list(id);
  await client.agents.delete(id);
  for (const block of blocks) await unlessGone(client.blocks.delete(block.id));
}

export async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}
