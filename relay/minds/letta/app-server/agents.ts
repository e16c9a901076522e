import { z } from "zod";
import { oncePerSheet } from "../../../cast/once-per-sheet.ts";
import type { Sheet } from "../../../cast/sheet.ts";
import { systemPrompt } from "../../../prompt/system-prompt.ts";
import type { LettaRefs } from "../../../store/letta-refs.ts";
import { createAgentMemo } from "../shared/agent-memo.ts";
import { blocksOf, isPlayedBy, versionOf } from "../shared/sheet-parts.ts";
import { namespaceTag, npcTag, tagsOf } from "../shared/tags.ts";
import { hardened } from "./hardening/hardening.ts";
import { listModel, modelOf } from "./models.ts";
import { type Connection, demand, isNotFound } from "./protocol/connection.ts";
import { runtime } from "./protocol/frames.ts";
import { SUMMARY_PROMPT } from "./summary-prompt.ts";

/** The Letta agents of the NPCs: one for each, the same in all conversations. */
export interface Agents {
  /** The id of the NPC's agent, which is made, or brought up to date with the sheet, when that has not been done yet. */
  agentOf(connection: Connection, sheet: Sheet): Promise<string>;
}

interface Options {
  refs: LettaRefs;
  namespace: string;
  emptyDir: string;
}

export function keepAgents(options: Options): Agents {
  const hashOf = oncePerSheet((sheet) => versionOf([systemPrompt(sheet), blocksOf(sheet), fieldsOf(sheet)]));
  // A connection that is new may be to a server that has lost its agents.
  const memo = createAgentMemo<{ connection: Connection; hash: string }, string>(
    (one, other) => one.connection === other.connection && one.hash === other.hash,
  );
  return {
    agentOf: (connection, sheet) => {
      const hash = hashOf(sheet);
      // Of relays that start together on one server the first makes it, and changes it, while the others wait.
      return memo.agentOf(sheet.id, { connection, hash }, () =>
        options.refs.alone(`agent of ${sheet.id}`, () => bringUp(connection, sheet, hash, options)),
      );
    },
  };
}

async function bringUp(
  connection: Connection,
  sheet: Sheet,
  hash: string,
  { refs, namespace, emptyDir }: Options,
): Promise<string> {
  await listModel(connection, sheet.id);
  const ref = await refs.agentOf("letta-app-server", sheet.id);
  const known = ref && (await retrieve(connection, ref.agent, sheet));
  const found = known ?? (await findByTag(connection, sheet, namespace));
  if (found !== undefined && found.id === ref?.agent && ref.sheetHash === hash) return found.id;
  const agent = found?.id ?? (await create(connection, sheet, namespace, emptyDir));
  if (found !== undefined) await update(connection, found, sheet);
  await proveThatItPlays(connection, agent, sheet);
  await refs.saveAgent("letta-app-server", sheet.id, agent, hash);
  return agent;
}

async function retrieve(connection: Connection, id: string, sheet: Sheet): Promise<Agent | undefined> {
  const response = await connection.request({ type: "agent_retrieve", agent_id: id });
  if (isNotFound(response)) return undefined;
  const { agent } = z.object({ agent: agentState }).parse(response);
  return agent.tags.includes(npcTag(sheet.id)) ? agent : undefined;
}

async function findByTag(connection: Connection, sheet: Sheet, namespace: string): Promise<Agent | undefined> {
  const query = { tags: [npcTag(sheet.id)], limit: 100 };
  const shape = z.object({ agents: z.array(agentState) });
  const { agents } = await demand(connection, { type: "agent_list", query }, shape);
  return agents.find((agent) => agent.tags.includes(namespaceTag(namespace)));
}

async function create(connection: Connection, sheet: Sheet, namespace: string, emptyDir: string): Promise<string> {
  const body = {
    ...fieldsOf(sheet),
    system: systemPrompt(sheet),
    tags: tagsOf(sheet, namespace),
    memory_blocks: blocksOf(sheet).filter((block) => block.value !== ""),
  };
  const command = {
    type: "runtime_start",
    // `memfs: false` keeps the agent out of the harness's care for memory, which would start subagents for it.
    create_agent: { body, memfs: false, pin_global: false },
    conversation_id: "default",
    ...hardened([], emptyDir),
  };
  return (await demand(connection, command, z.object({ runtime }))).runtime.agent_id;
}

/**
 * A changed block alone would reach the model for one turn and then be lost again to every open conversation, because their
 * prompts stay as they were compiled (0.32.18). Only a `system` that differs from the one before makes the server compile
 * all of them anew; white space at its end is cut off there, so it serves as the difference.
 */
async function update(connection: Connection, found: Agent, sheet: Sheet): Promise<void> {
  for (const { label, description, value } of blocksOf(sheet)) {
    const file = { agent_id: found.id, path: `system/${label}.md` };
    const content = `---\ndescription: ${description}\n---\n${value}`;
    const command = value === "" ? { type: "delete_memory_file" } : { type: "write_memory_file", content };
    await demand(connection, { ...command, ...file }, z.unknown());
  }
  const wanted = systemPrompt(sheet);
  const system = found.system === wanted ? `${wanted}\n` : wanted;
  await demand(
    connection,
    { type: "agent_update", agent_id: found.id, body: { ...fieldsOf(sheet), system } },
    z.unknown(),
  );
}

/** Has the server compile the prompt as it will for the next turns, and looks whether all of the sheet is in it. */
async function proveThatItPlays(connection: Connection, agent: string, sheet: Sheet): Promise<void> {
  const body = { agent_id: agent, dry_run: true };
  const command = { type: "conversation_recompile", conversation_id: "default", body };
  const { result: prompt } = await demand(connection, command, z.object({ result: z.string() }));
  if (!isPlayedBy(prompt, sheet)) throw new Error("Letta did not take all of the sheet");
}

const fieldsOf = ({ id, name, context }: Sheet) => ({
  name,
  model: modelOf(id),
  context_window_limit: context,
  // Otherwise the server leaves the answer `context` less the prompt less 4096 tokens, at least one (0.32.18): with the usual
  // 8000 an NPC would answer in single tokens long before the talk is summed up, at 80 % of `context`.
  model_settings: { sampling_params: { max_completion_tokens: ANSWER_TOKENS } },
  compaction_settings: { mode: "sliding_window", prompt: SUMMARY_PROMPT },
});

/** Enough for a model that thinks before it answers. What an NPC says is short by its prompt, and cut by the relay. */
const ANSWER_TOKENS = 2_000;

type Agent = z.infer<typeof agentState>;
const agentState = z.object({ id: z.string(), system: z.string(), tags: z.array(z.string()) });
