import type { Letta } from "@letta-ai/letta-client";
import type { Sheet } from "../../../cast/sheet.ts";
import type { LettaRefs } from "../../../store/letta-refs.ts";
import { MindError } from "../../mind.ts";
import { createAgentMemo } from "../shared/agent-memo.ts";
import { isPlayedBy, versionOf } from "../shared/sheet-parts.ts";
import { tagsOf } from "../shared/tags.ts";
import { agentFields, limitedBlocksOf } from "./agent-fields.ts";
import { removeAgent } from "./erase.ts";
import { isGone } from "./errors.ts";
import type { Model, Models } from "./models.ts";

export interface Agent {
  id: string;
  /** Another one where the sheet is another one. */
  version: string;
  /** Its model is our gateway. */
  isOurs: boolean;
}

/** The Letta agents of the NPCs: one for each, the same in all conversations. */
export interface Agents {
  /** The NPC's agent, which is made, or brought up to date with the sheet, when that has not been done yet. */
  agentOf(sheet: Sheet): Promise<Agent>;
  /** Looks for the NPC's agent anew the next time. */
  lose(npc: string): void;
}

interface Options {
  client: Letta;
  models: Models;
  refs: LettaRefs;
  namespace: string;
}

export function keepAgents(options: Options): Agents {
  const memo = createAgentMemo<string, Agent>((one, other) => one === other);
  return {
    lose: memo.lose,
    agentOf: async (sheet) => {
      const model = await options.models.modelOf(sheet);
      const version = versionOf([agentFields(sheet, model), limitedBlocksOf(sheet)]);
      return memo.agentOf(sheet.id, version, () => bringUp(options, sheet, model, version));
    },
  };
}

async function bringUp(options: Options, sheet: Sheet, model: Model, version: string): Promise<Agent> {
  const { client, refs } = options;
  const ref = await refs.agentOf("letta-api", sheet.id);
  const found = await findOldest(options, sheet);
  const agent = { id: found ?? "", version, isOurs: model.isOurs };
  if (found !== undefined && found === ref?.agent && ref.sheetHash === version) return agent;
  agent.id = found ?? (await createOnce(options, sheet, model));
  // From here to the end it plays no sheet for sure: should this break off, it is done again, whatever the sheet is then.
  await refs.saveAgent("letta-api", sheet.id, agent.id, "");
  if (found !== undefined) await update(client, agent.id, sheet, model);
  await proveThatItPlays(client, agent.id, sheet);
  await refs.saveAgent("letta-api", sheet.id, agent.id, version);
  return agent;
}

async function findOldest({ client, namespace }: Options, sheet: Sheet): Promise<string | undefined> {
  const query = {
    tags: tagsOf(sheet, namespace),
    match_all_tags: true,
    order: "asc",
    order_by: "created_at",
    limit: 1,
  } as const;
  const { items } = await client.agents.list(query);
  return items[0]?.id;
}

/** Two relays that start together both make one; all but the oldest are taken away again by who made them. */
async function createOnce(options: Options, sheet: Sheet, model: Model): Promise<string> {
  const { client, namespace } = options;
  const body = {
    ...agentFields(sheet, model),
    memory_blocks: limitedBlocksOf(sheet),
    tags: tagsOf(sheet, namespace),
    tools: [],
    include_base_tools: false,
    enable_sleeptime: false,
  };
  const { id } = await client.agents.create(body).catch((error: unknown) => {
    throw isGone(error) ? unknownModel(model) : error;
  });
  const oldest = (await findOldest(options, sheet)) ?? id;
  if (oldest !== id) await removeAgent(client, id);
  return oldest;
}

/**
 * Changes the agent step by step, which no turn sees: it waits until this is done, and open conversations are played with the
 * prompt that was compiled for them. Not by `block_ids`: given blocks of the same labels, 0.16.8 leaves the agent with none.
 */
async function update(client: Letta, id: string, sheet: Sheet, model: Model): Promise<void> {
  await client.agents.update(id, { ...agentFields(sheet, model), tool_ids: [] }).catch((error: unknown) => {
    throw isGone(error) ? unknownModel(model) : error;
  });
  for (const { label, ...block } of limitedBlocksOf(sheet)) {
    await client.agents.blocks.update(label, { agent_id: id, ...block }).catch(async (error: unknown) => {
      if (!isGone(error)) throw error;
      const made = await client.blocks.create({ label, ...block });
      await client.agents.blocks.attach(made.id, { agent_id: id });
    });
  }
}

/** Has the server compile the prompt as it will for the next turns, and looks whether all of the sheet is in it. */
async function proveThatItPlays(client: Letta, id: string, sheet: Sheet): Promise<void> {
  const prompt = await client.agents.recompile(id, { dry_run: true });
  if (!isPlayedBy(prompt, sheet)) throw new MindError("failed", "Letta did not take all of the sheet.");
}

const unknownModel = ({ handle }: Model): MindError =>
  new MindError(
    "unavailable",
    `The Letta server has no model ${handle}. A self-hosted one needs OPENAI_BASE_URL=<this relay>/llm/v1 and ` +
      `OPENAI_API_KEY=<its GATEWAY_TOKEN>, and has to be started after the relay.`,
  );
