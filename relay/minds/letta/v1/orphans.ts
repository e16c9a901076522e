import type { Letta } from "@letta-ai/letta-client";
import type { Known, Orphan } from "../../mind.ts";
import { namespaceTag } from "../shared/tags.ts";
import { removeAgent, removeThread, unlessGone } from "./erase.ts";

/** Every agent of ours that is not known, and every conversation with those that are. */
export async function findOrphans(client: Letta, namespace: string, known: Known): Promise<Orphan[]> {
  const orphans: Orphan[] = [];
  for await (const { id } of client.agents.list({ tags: [namespaceTag(namespace)], match_all_tags: true })) {
    if (!known.agents.has(id)) orphans.push({ kind: "agent", id });
    else
      for await (const thread of threadsOf(client, id)) {
        if (!known.threads.has(thread)) orphans.push({ kind: "thread", id: thread, agent: id });
      }
  }
  return orphans;
}

export async function removeOrphan(client: Letta, { kind, id, agent }: Orphan, keepsAgents: boolean): Promise<void> {
  if (kind === "agent") await unlessGone(removeAgent(client, id));
  else await removeThread(client, { thread: id, agent: agent ?? "" }, keepsAgents || agent === undefined);
}

const PAGE = 100;

async function* threadsOf(client: Letta, agent: string): AsyncGenerator<string, void> {
  for (let after: string | undefined; ;) {
    const page = await client.conversations.list({
      agent_id: agent,
      limit: PAGE,
      order: "asc",
      ...(after && { after }),
    });
    yield* page.map(({ id }) => id);
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
