import type { Letta } from "@letta-ai/letta-client";
import type { LettaRefs, Question } from "../mind.ts";
import { type Agent, type Agents, removeAgent } from "./agents.ts";
import { isBusy, isGone } from "./errors.ts";

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
  /** Agents are not taken away to erase words: Letta Cloud bills each, and erases by rules of its own. */
  keepsWords: boolean;
}

const REMEMBERED = 10_000;

export function keepThreads({ client, agents, refs, keepsWords }: Options): Threads {
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
        if (compiled.get(ref.thread) !== agent.version) await takeOver(client, ref.thread);
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
      await unlessGone(client.conversations.delete(ref.thread));
      compiled.delete(ref.thread);
      if (!keepsWords) await eraseWords(client, ref.agent);
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
    if (!isBusy(error)) throw error; // 409: there is nothing to cancel
  });
  await client.conversations.recompile(thread, {});
}

/**
 * The server only marks what is deleted: the words stay in its database (`messages`, 0.16.8), out of reach of the API, until
 * their agent is deleted. That is done when its last conversation is forgotten; the NPC's next one makes a new agent. What an
 * operator must see to: `LETTA_TRACK_PROVIDER_TRACE=false` on the server, which else keeps every word once more
 * (`provider_traces`) where no API deletes it, and the server's log, to which it writes a request whose model failed.
 */
async function eraseWords(client: Letta, agent: string): Promise<void> {
  const others = await client.conversations.list({ agent_id: agent, limit: 1 });
  if (others.length === 0) await unlessGone(removeAgent(client, agent));
}

async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}
