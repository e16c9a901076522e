import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { LettaRefs } from "../../../store/letta-refs.ts";
import type { Tool } from "../../../tools/tool.ts";
import { hardened } from "./hardening/hardening.ts";
import { type Command, type Connection, demand, isNotFound } from "./protocol/connection.ts";
import { type Runtime, runtime } from "./protocol/frames.ts";
import type { LettaServer } from "./server.ts";

/** Letta's conversations: one for each of the relay's. */
export interface Threads {
  /** Joins the conversation on this connection, with these tools; makes it when there is none yet. */
  join(connection: Connection, agent: string, conversation: string, tools: Tool[]): Promise<Runtime>;
  /** Forgets that it was ever joined. */
  leave(conversation: string): void;
}

export function keepThreads(refs: LettaRefs, { emptyDir, erase }: LettaServer): Threads {
  /** Tools belong to a connection, so a conversation is joined anew on each. */
  const joined = new Map<string, { connection: Connection; agent: string; tools: Tool[]; at: Runtime }>();
  return {
    leave: (conversation) => void joined.delete(conversation),
    join: async (connection, agent, conversation, tools) => {
      const before = joined.get(conversation);
      const isSame =
        before?.connection === connection && before.agent === agent && isDeepStrictEqual(before.tools, tools);
      if (isSame) return before.at;
      const ref = await refs.threadOf("letta-app-server", conversation);
      const former = ref && (await retrieve(connection, ref.thread, conversation));
      // Of an agent that is no more: nobody could go on with it, or would think of erasing it later.
      if (former !== undefined && former.agent_id !== agent) await erase(former.id, conversation);
      const isOpen = former?.agent_id === agent;
      const which = isOpen
        ? { conversation_id: former.id }
        : { create_conversation: { body: { summary: conversation } } };
      const start = { type: "runtime_start", agent_id: agent, ...hardened(tools, emptyDir), ...which };
      const at = hardenedRuntime(await demand(connection, start, z.unknown()), start);
      if (!isOpen) await refs.saveThread("letta-app-server", conversation, agent, at.conversation_id);
      joined.delete(conversation);
      joined.set(conversation, { connection, agent, tools, at });
      // One that is dropped is merely joined anew.
      const [oldest] = joined.size > MOST_JOINED ? joined.keys() : [];
      if (oldest !== undefined) joined.delete(oldest);
      return at;
    },
  };
}

const MOST_JOINED = 10_000;

/**
 * The server gives the number of an erased conversation to a new one. What we remember may thus be another player's by now:
 * only the conversation that bears our id is ours.
 */
async function retrieve(connection: Connection, thread: string, conversation: string): Promise<Thread | undefined> {
  const response = await connection.request({ type: "conversation_retrieve", conversation_id: thread });
  if (isNotFound(response)) return undefined;
  const { conversation: found } = z.object({ conversation: threadState }).parse(response);
  return found.summary === conversation ? found : undefined;
}

function hardenedRuntime(response: unknown, start: Command): Runtime {
  const started = z.object({ runtime, execution_settings: z.unknown().optional() }).parse(response);
  if (!isDeepStrictEqual(started.execution_settings, start.execution_settings))
    throw new Error("Letta did not take the rules for tools");
  return started.runtime;
}

type Thread = z.infer<typeof threadState>;
const threadState = z.object({ id: z.string(), agent_id: z.string(), summary: z.string().nullish() });
