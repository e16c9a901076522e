import { endedBy, unless } from "../../../lib/abort.ts";
import { createKeyedQueue } from "../../../lib/keyed-queue.ts";
import type { Mind, Question } from "../../mind.ts";
import type { LettaNeeds } from "../shared/letta-needs.ts";
import { keepAgents } from "./agents.ts";
import { openClient } from "./client.ts";
import { asMindError } from "./errors.ts";
import { keepModels } from "./models.ts";
import { findOrphans, removeOrphan } from "./orphans.ts";
import { keepThreads } from "./threads.ts";
import { takeTurn } from "./turn.ts";
import { watchServer } from "./watch-server.ts";

export interface LettaApiOptions extends LettaNeeds {
  /** With protocol and port, for instance `http://127.0.0.1:8283`. */
  baseUrl: string;
  /** A self-hosted server's password, or the key of Letta Cloud. */
  token?: string;
  /** So long a player's question may find it silent, in milliseconds. What no player waits for may take longer. */
  silenceMs?: number;
}

/**
 * NPCs as agents of a server that speaks Letta's V1 API, Letta Cloud or a self-hosted one: one agent for each NPC, one
 * conversation for each of the relay's. The last self-hosted server is 0.16.8; `.ci/letta-v1.mjs` runs it as pip installs it
 * (on port 8333) and as the Docker image does (8283). The two are one program with one memory shape, the blocks that
 * `agent-fields.ts` makes: what differed in earlier versions, `ChatMemory` and SQLite, is gone from both. Only one thing still
 * differs: Docker's Redis, by which a conversation that is busy refuses with 409 what it would answer twice without.
 * A server that is not up yet is waited for, since it reads its models from our gateway when it starts.
 * @throws {MindError} when the server refuses the token.
 */
export async function createLettaApi({
  baseUrl,
  token,
  namespace,
  refs,
  log,
  silenceMs = 0,
  abortCalls = () => undefined,
}: LettaApiOptions): Promise<Mind> {
  const client = openClient(baseUrl, token, Math.max(ANSWER_MS, silenceMs));
  const server = await watchServer(client, baseUrl, log);
  const models = keepModels(client);
  const agents = keepAgents({ client, models, refs, namespace });
  const keepsAgents = new URL(baseUrl).hostname === CLOUD;
  const threads = keepThreads({ client, agents, refs, keepsAgents });
  const conversations = createKeyedQueue();

  async function* answer(question: Question, signal: AbortSignal): AsyncGenerator<string, void> {
    const free = await conversations.enter(question.conversation, signal);
    try {
      yield* takeTurn({ client, agents, threads, abortCalls }, question, signal);
    } catch (error) {
      raise(error);
    } finally {
      free();
    }
  }

  return {
    name: () => "letta-api",
    isReady: server.isReady,
    close: () => Promise.resolve(server.close()),
    answer: (question, signal) => endedBy(signal, answer(question, signal)),
    adopt: async (sheet) => {
      await unless(AbortSignal.timeout(ADOPTION_MS), agents.agentOf(sheet)).catch(raise);
    },
    forget: async (conversation) => {
      const free = await conversations.enter(conversation);
      await threads.forget(conversation).catch(raise).finally(free);
    },
    orphans: (known) => findOrphans(client, namespace, known).catch(raise),
    remove: (orphan) => removeOrphan(client, orphan, keepsAgents).catch(raise),
  };
}

const CLOUD = "api.letta.com";
const ANSWER_MS = 10_000;
const ADOPTION_MS = 10_000;

const raise = (error: unknown): never => {
  throw asMindError(error);
};
