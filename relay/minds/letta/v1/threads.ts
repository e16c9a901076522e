import type { Letta } from "@letta-ai/letta-client";
import type { LettaRefs } from "../../../store/letta-refs.ts";
import type { Question } from "../../mind.ts";
import type { Agent, Agents } from "./agents.ts";
import { removeThread, unlessGone } from "./erase.ts";
import { isGone, isSaidByServer } from "./errors.ts";

export interface Thread {
  id: string;
  agent: Agent;
  /** Letta knows nothing of what was said before. */
  isNew: boolean;
}

/** Letta's conversations: one for each of the relay's. */
export interface Threads {
  /** Makes it when there is none yet. The next turn in it is played by the question's sheet. */
  open(question: Question): Promise<Thread>;
  /** Another one is made the next time. */
  lose(conversation: string): Promise<void>;
  forget(conversation: string): Promise<void>;
}

interface Options {
  client: Letta;
  agents: Agents;
  refs: LettaRefs;
  keepsAgents: boolean;
}

const REMEMBERED = 10_000;

export function keepThreads({ client, agents, refs, keepsAgents }: Options): Threads {
  /** Which version of its agent each was last compiled with, by us. */
  const compiled = new Map<string, string>();
  const remember = (thread: string, { version }: Agent) => {
    if (compiled.size >= REMEMBERED) compiled.clear();
    compiled.set(thread, version);
  };

  return {
    open: async ({ sheet, conversation }) => {
      const agent = await agents.agentOf(sheet);
      const ref = await refs.threadOf("letta-api", conversation);
      if (ref?.agent === agent.id) {
        const isCompiled = compiled.get(ref.thread) === agent.version;
        if (!isCompiled) await takeOver(client, ref.thread);
        remember(ref.thread, agent);
        return { id: ref.thread, agent, isNew: false };
      }
      const { id } = await client.conversations.create({ agent_id: agent.id });
      await refs.saveThread("letta-api", conversation, agent.id, id);
      remember(id, agent);
      if (ref !== undefined) await unlessGone(client.conversations.delete(ref.thread));
      return { id, agent, isNew: true };
    },
    lose: (conversation) => refs.dropThread("letta-api", conversation),
    forget: async (conversation) => {
      const ref = await refs.threadOf("letta-api", conversation);
      if (ref === undefined) return;
      compiled.delete(ref.thread);
      await removeThread(client, ref, keepsAgents);
      await refs.dropThread("letta-api", conversation);
    },
  };
}

/**
 * Makes a conversation ours that another relay may have left in the middle of a turn, or that was compiled with another sheet:
 * a prompt is not compiled again by itself. Nothing of ours runs in it at that moment.
 */
async function takeOver(client: Letta, thread: string): Promise<void> {
  await client.conversations.cancel(thread).catch((error: unknown) => {
    // 409: there is nothing to cancel. Whatever else the server says of it: what counts is the next turn.
    if (isGone(error) || !isSaidByServer(error)) throw error;
  });
  await client.conversations.recompile(thread, {});
}
