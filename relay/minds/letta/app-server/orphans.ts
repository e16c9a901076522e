import { z } from "zod";
import type { Known, Orphan } from "../../mind.ts";
import { type Connection, demand } from "./protocol/connection.ts";
import type { LettaServer } from "./server.ts";

const PAGE = 100;

/** Agents and conversations of ours that the relay's store does not know. */
export async function findOrphans(connection: Connection, tag: string, known: Known): Promise<Orphan[]> {
  const agents = await listAgents(connection, tag);
  const orphans: Orphan[] = [];
  for (const agent of agents) {
    if (!known.agents.has(agent)) orphans.push({ kind: "agent", id: agent });
    const command = { type: "conversation_list", query: { agent_id: agent } };
    const { conversations } = await demand(connection, command, z.object({ conversations: z.array(named) }));
    const strangers = conversations.filter(
      ({ id, archived }) => id !== "default" && !archived && !known.threads.has(id),
    );
    orphans.push(...strangers.map(({ id }): Orphan => ({ kind: "thread", id, agent })));
  }
  return orphans;
}

export async function removeOrphan(connection: Connection, server: LettaServer, { kind, id }: Orphan): Promise<void> {
  if (kind === "agent") {
    await demand(connection, { type: "agent_delete", agent_id: id }, z.unknown());
    return;
  }
  const conversation = (await findThread(connection, id)).summary ?? "";
  await archive(connection, id);
  await server.erase(id, conversation);
}

/**
 * The server lists from its memory what is gone from its disk; what is put away before is listed no more. Only where it is
 * the thread of this conversation: the number of an erased one is given to another.
 */
export async function putAway(connection: Connection, thread: string, conversation: string): Promise<void> {
  if ((await findThread(connection, thread)).summary === conversation) await archive(connection, thread);
}

async function findThread(connection: Connection, id: string): Promise<z.infer<typeof named>> {
  const command = { type: "conversation_retrieve", conversation_id: id };
  return (await demand(connection, command, z.object({ conversation: named }))).conversation;
}

async function archive(connection: Connection, id: string): Promise<void> {
  await demand(connection, { type: "conversation_update", conversation_id: id, body: { archived: true } }, z.unknown());
}

async function listAgents(connection: Connection, tag: string): Promise<string[]> {
  const shape = z.object({ agents: z.array(z.object({ id: z.string() })) });
  const { agents } = await demand(connection, { type: "agent_list", query: { tags: [tag], limit: PAGE } }, shape);
  return agents.map((agent) => agent.id);
}

const named = z.object({ id: z.string(), summary: z.string().nullish(), archived: z.boolean().nullish() });
