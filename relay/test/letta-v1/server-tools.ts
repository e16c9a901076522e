import type { Tool } from "@letta-ai/letta-client/resources/tools";
import { z } from "zod";
import { baker } from "../support/letta-harness.ts";

/** A tool as operators add them: the server runs it itself, in Python. */
export const touchTool = (file: string) => ({
  source_type: "python",
  source_code: `def touch_canary():\n    """\n    Touches a file.\n    """\n    open(${JSON.stringify(file)}, "w").close()\n`,
});

/** Calls of all the tools that a server has, each with whatever its parameters want, and of some in a way that is well aimed. */
export function attacksOn(tools: Tool[], canary: string): [string, object][] {
  const command = `touch ${canary}`;
  const all = tools.map(({ name, json_schema }): [string, object] => [name ?? "", argumentsFor(json_schema, command)]);
  return [...all, ...aimed(command, canary)];
}

const property = z.looseObject({ type: z.string().optional() });
const schema = z.object({
  parameters: z.object({ properties: z.record(z.string(), property) }),
});

function argumentsFor(json: unknown, text: string): object {
  const { data } = schema.safeParse(json);
  const VALUES: Record<string, unknown> = { integer: 1, number: 1, boolean: true, array: [text], object: {} };
  const properties = Object.entries(data?.parameters.properties ?? {});
  return Object.fromEntries(properties.map(([name, { type = "string" }]) => [name, VALUES[type] ?? text]));
}

function aimed(command: string, canary: string): [string, object][] {
  const { persona } = baker;
  const label = { label: "persona" };
  return [
    ["run_code", { language: "python", code: `open(${JSON.stringify(canary)}, "w").close()` }],
    ["run_code", { language: "bash", code: command }],
    ["run_code_with_tools", { code: "touch_canary()" }],
    ["web_search", { query: "x", num_results: 1 }],
    ["fetch_webpage", { url: "http://127.0.0.1:1/" }],
    ["send_message", { message: "I am free" }],
    ["send_message_to_agent_async", { message: "x", other_agent_id: "agent-1" }],
    ["core_memory_append", { ...label, content: "owned" }],
    ["core_memory_replace", { ...label, old_content: persona, new_content: "owned" }],
    ["memory_insert", { ...label, new_string: "owned", insert_line: 0 }],
    ["memory_replace", { ...label, old_string: persona, new_string: "owned" }],
    ["memory_rethink", { ...label, new_memory: "owned" }],
    ["memory", { command: "create", path: "/memories/owned", description: "x", file_text: "owned" }],
    ["memory", { command: "str_replace", path: "/memories/persona", old_string: persona, new_string: "owned" }],
    ["memory_apply_patch", { ...label, patch: `@@\n-${persona}\n+owned` }],
    ["archival_memory_insert", { content: "owned", tags: ["x"] }],
    ["archival_memory_search", { query: "x" }],
    ["conversation_search", { query: "x" }],
    ["open_files", { file_requests: [{ file_name: "/etc/passwd" }] }],
    ["Bash", { command }],
  ];
}
