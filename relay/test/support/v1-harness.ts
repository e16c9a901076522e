import { Letta } from "@letta-ai/letta-client";
import { type MindHarness, openMindHarness } from "./mind-harness.ts";
import { besideV1Server } from "./v1-server.ts";

/** A relay beside the real V1 server, and a client that looks at that server behind the relay's back. */
export interface V1Harness extends MindHarness {
  letta: Letta;
  agentsOf(...tags: string[]): Promise<string[]>;
  /** The NPC's agent and the newest conversation with it, by the server's names. */
  namesOf(npc: string): Promise<{ agent: string; thread: string }>;
}

/** One relay for all checks of a file; in each of them another player, and the model repeats again what players say. */
export function atV1Server(): { harness: V1Harness; player: number } {
  const at = { player: 0 } as { harness: V1Harness; player: number };
  beforeAll(async () => {
    at.harness = await openV1Harness();
  }, 60_000);
  afterAll(() => at.harness.close());
  beforeEach(() => {
    at.harness.reset();
    at.player += 1;
  });
  return at;
}

async function openV1Harness(): Promise<V1Harness> {
  const { settings } = besideV1Server();
  const letta = openLetta();
  const harness = await openMindHarness(settings);
  return Object.assign(harness, {
    letta,
    agentsOf: async (...tags: string[]) => {
      const { items } = await letta.agents.list({ tags, match_all_tags: true });
      return items.map((agent) => agent.id);
    },
    namesOf: async (npc: string) => {
      const { agent } = await harness.relay.context.db
        .selectFrom("agents")
        .select("agent")
        .where("npc", "=", npc)
        .executeTakeFirstOrThrow();
      const [conversation] = await letta.conversations.list({ agent_id: agent, limit: 1, order: "desc" });
      return { agent, thread: conversation?.id ?? "" };
    },
  });
}

export function openLetta(): Letta {
  const { baseUrl, token } = besideV1Server().settings.letta;
  return new Letta({ baseURL: baseUrl, apiKey: token, maxRetries: 0 });
}

export const said = (content: string) => ({ role: "user" as const, content });

export async function drain<T>(events: PromiseLike<AsyncIterable<T>>): Promise<T[]> {
  const seen: T[] = [];
  for await (const event of await events) seen.push(event);
  return seen;
}
