import { endedBy, unless } from "../../../lib/abort.ts";
import { createKeyedQueue } from "../../../lib/keyed-queue.ts";
import { type Mind, MindError, type Question } from "../../mind.ts";
import type { LettaNeeds } from "../shared/letta-needs.ts";
import { namespaceTag } from "../shared/tags.ts";
import { keepAgents } from "./agents.ts";
import { openLink } from "./link.ts";
import { findOrphans, putAway, removeOrphan } from "./orphans.ts";
import type { LettaServer } from "./server.ts";
import { keepThreads } from "./threads.ts";
import { takeTurn, type Turn } from "./turn/turn.ts";

const ADOPTION_MS = 10_000;

export interface LettaAppServer extends Mind {
  /** Whether it is not there, and not to be expected soon. */
  isGone(): boolean;
}

/**
 * NPCs as agents of a Letta App Server: one agent for each NPC, one conversation for each of the relay's.
 * @throws when the server cannot be reached, or is not as hardened as it must be.
 */
export async function createLettaAppServer({
  server,
  refs,
  namespace,
  log,
  abortCalls = () => undefined,
}: LettaNeeds & { server: LettaServer }): Promise<LettaAppServer> {
  const link = await openLink(server, log);
  const agents = keepAgents({ refs, namespace, emptyDir: server.emptyDir });
  const threads = keepThreads(refs, server);
  const conversations = createKeyedQueue();

  async function* answer(question: Question, signal: AbortSignal): AsyncGenerator<string, void> {
    const free = await conversations.enter(question.conversation, signal);
    const beginning = begin(question, signal);
    // The next turn of this conversation begins when the server has really ended this one.
    void beginning.then((turn) => turn.settled).then(free, free);
    const turn = await unless(signal, beginning).catch(notTaken);
    yield* turn.text;
  }
  const begin = async (question: Question, signal: AbortSignal): Promise<Turn> => {
    const connection = await link.connection(signal);
    const agent = await agents.agentOf(connection, question.sheet);
    const at = await threads.join(connection, agent, question.conversation, question.tools);
    const missed = await question.missed("letta-app-server");
    signal.throwIfAborted();
    return takeTurn({ connection, at, question, missed, abortCalls, signal });
  };

  const eraseThread = async (thread: string, conversation: string): Promise<void> => {
    // A server that is away has nothing in its memory when it comes back.
    if (link.isReady()) {
      const connection = await link.connection(AbortSignal.timeout(ADOPTION_MS));
      await putAway(connection, thread, conversation).catch((error: unknown) =>
        log.debug({ err: error, conversation }, "letta does not put a conversation away"),
      );
    }
    await server.erase(thread, conversation);
  };

  return {
    name: () => "letta-app-server",
    isReady: link.isReady,
    isGone: link.isGone,
    close: link.close,
    answer: (question, signal) => endedBy(signal, answer(question, signal)),
    adopt: async (sheet) => {
      const adopted = link
        .connection(AbortSignal.timeout(ADOPTION_MS))
        .then((connection) => agents.agentOf(connection, sheet));
      await adopted.catch(notTaken);
    },
    orphans: async (known) => {
      const connection = await link.connection(AbortSignal.timeout(ADOPTION_MS));
      return findOrphans(connection, namespaceTag(namespace), known).catch(notTaken);
    },
    remove: async (orphan) => {
      const connection = await link.connection(AbortSignal.timeout(ADOPTION_MS));
      await removeOrphan(connection, server, orphan).catch(notTaken);
    },
    forgetLeft: async (thread, conversation) => {
      // A relay that stood still may go on with it and know nothing of the place that the talk has by now.
      const free = await conversations.enter(conversation);
      try {
        threads.leave(conversation);
        await eraseThread(thread, conversation);
      } finally {
        free();
      }
    },
    forget: async (conversation) => {
      const free = await conversations.enter(conversation);
      try {
        const ref = await refs.threadOf("letta-app-server", conversation);
        threads.leave(conversation);
        if (ref === undefined) return;
        await eraseThread(ref.thread, conversation);
        await refs.dropThread("letta-app-server", conversation);
      } finally {
        free();
      }
    },
  };
}

/** Nothing was said yet, so another mind may be asked. */
function notTaken(cause: unknown): never {
  if (cause instanceof MindError) throw cause;
  throw new MindError("unavailable", "Letta does not take it.", { cause });
}
