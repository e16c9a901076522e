import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { LettaRefs, Tool } from "../mind.ts";
import { type Command, type Connection, demand, isNotFound } from "./connection.ts";
import { type Runtime, runtime } from "./frames.ts";
import { hardened } from "./hardening.ts";

/** Letta's conversations: one for each of the relay's. */
export interface Threads {
  /** Joins the conversation on this connection, with these tools; makes it when there is none yet. */
  join(connection: Connection, agent: string, conversation: string, tools: Tool[]): Promise<Runtime>;
  /** Forgets that it was ever joined. */
  leave(conversation: string): void;
}

export function keepThreads(refs: LettaRefs, emptyDir: string): Threads {
  /** Tools belong to a connection, so a conversation is joined anew on each. */
  const joined = new Map<string, { connection: Connection; agent: string; tools: Tool[]; at: Runtime }>();
  return {
    leave: (conversation) => void joined.delete(conversation),
    join: async (connection, agent, conversation, tools) => {
      const before = joined.get(conversation);
      if (before?.connection === connection && before.agent === agent && isDeepStrictEqual(before.tools, tools))
        return before.at;
      const start = { type: "runtime_start", agent_id: agent, ...hardened(tools, emptyDir) };
      const ref = await refs.threadOf("letta-app-server", conversation);
      const isOld = ref !== undefined && (await isOurs(connection, agent, ref.thread, conversation));
      const which = isOld
        ? { conversation_id: ref.thread }
        : { create_conversation: { body: { summary: conversation } } };
      const at = hardenedRuntime(await demand(connection, { ...start, ...which }, z.unknown()), start);
      if (!isOld) await refs.saveThread("letta-app-server", conversation, agent, at.conversation_id);
      joined.set(conversation, { connection, agent, tools, at });
      return at;
    },
  };
}

/**
 * The server gives the number of an erased conversation to a new one. What we remember may thus be another player's by now:
 * only the conversation that bears our id is ours.
 */
async function isOurs(connection: Connection, agent: string, thread: string, conversation: string): Promise<boolean> {
  const response = await connection.request({ type: "conversation_retrieve", conversation_id: thread });
  if (isNotFound(response)) return false;
  const { conversation: found } = retrieved.parse(response);
  return found.agent_id === agent && found.summary === conversation;
}

function hardenedRuntime(response: unknown, start: Command): Runtime {
  const started = z.object({ runtime, execution_settings: z.unknown().optional() }).parse(response);
  if (!isDeepStrictEqual(started.execution_settings, start.execution_settings))
    throw new Error("Letta did not take the rules for tools");
  return started.runtime;
}

const retrieved = z.object({ conversation: z.object({ agent_id: z.string(), summary: z.string().nullish() }) });
