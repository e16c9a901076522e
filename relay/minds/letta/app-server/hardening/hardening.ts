import type { Tool } from "../../../../tools/tool.ts";
import type { Command, Connection } from "../protocol/connection.ts";
import type { FrameOf, Runtime } from "../protocol/frames.ts";

/**
 * Letta Code is a coding agent's harness. As it comes, what a player says can run commands: the default permission mode is
 * `unrestricted`, with a shell among the tools. Everything that goes to the server about a conversation is made in this file,
 * so that no layer can be forgotten. Each of them alone stops a model that calls the shell (tried one by one with 0.32.18);
 * `relay/test/letta-canary.spec.ts` tries all of them at once.
 */

/** The layers of a `runtime_start`. Not `execution_settings.tools`: that would hide our own tools. */
export const hardened = (tools: Tool[], emptyDir: string) => ({
  client_info: { name: "townsfolk" },
  cwd: emptyDir,
  mode: "strict",
  skill_sources: [],
  execution_settings: {
    allowed_tools: namesOf(tools),
    disallowed_tools: HARNESS_TOOLS.filter((name) => !namesOf(tools).includes(name)),
    disable_memory_guard: false,
  },
  external_tools: [{ tools }],
});

/** The only way in which anything a player says gets to the server. `id` is found again in the status of the run. */
export const say = (connection: Connection, to: Runtime, text: string, tools: Tool[], id: string): Promise<unknown> =>
  connection.request(
    input(to, {
      kind: "create_message",
      messages: [{ role: "user", content: text, client_message_id: id }],
      client_tool_allowlist: namesOf(tools),
      client_toolset: { base: "none" },
      exclude_interactive_tools: true,
    }),
  );

/** Nobody is there to approve anything: whatever the server asks leave for is denied. */
export function deny(connection: Connection, asked: FrameOf<"control_request">): void {
  const decision = { behavior: "deny", message: "not allowed" };
  const of = { agent_id: asked.agent_id ?? "", conversation_id: asked.conversation_id ?? "" };
  connection.send(input(of, { kind: "approval_response", request_id: asked.request_id, decision }));
}

/** What in this status of a conversation is not as hardened as it was asked to be. */
export function weaknessOf({ device_status: status }: FrameOf<"update_device_status">): string | undefined {
  if (status.current_permission_mode !== "strict") return `the permission mode is ${status.current_permission_mode}`;
  if (status.current_toolset !== null && status.current_toolset !== "none")
    return `the toolset is ${status.current_toolset}`;
  const loaded = status.current_loaded_tools.filter((name) => HARNESS_TOOLS.includes(name));
  if (loaded.length > 0) return `the tools ${loaded.join(", ")} are loaded`;
  if (status.current_available_skills.length > 0) return "there are skills";
  if (status.background_processes.length > 0) return "there are background processes";
  if (status.reflection_settings !== null && status.reflection_settings.trigger !== "off") return "reflection is on";
  return undefined;
}

const input = (to: Runtime, payload: Record<string, unknown>): Command => ({ type: "input", runtime: to, payload });

const namesOf = (tools: Tool[]): string[] => tools.map((tool) => tool.name);

/** Every tool that 0.32.18 knows (`TOOL_PERMISSIONS` in its `letta.js`), under all of its names. */
export const HARNESS_TOOLS = [
  "Agent",
  "ApplyPatch",
  "AskUserQuestion",
  "Bash",
  "Edit",
  "EnterWorktree",
  "ExitWorktree",
  "Glob",
  "Grep",
  "GrepFiles",
  "KillBash",
  "LS",
  "ListDir",
  "Monitor",
  "MultiEdit",
  "Read",
  "ReadFile",
  "ReadLSP",
  "SendAgentMessage",
  "SetWorkingDirectory",
  "Shell",
  "ShellCommand",
  "Skill",
  "Task",
  "TaskCreate",
  "TaskGet",
  "TaskList",
  "TaskStop",
  "TaskUpdate",
  "TodoWrite",
  "UpdatePlan",
  "ViewImage",
  "Workflow",
  "Write",
  "exec_command",
  "fetch_webpage",
  "grep_files",
  "list_dir",
  "memory",
  "memory_apply_patch",
  "read_artifact_file",
  "read_file",
  "shell",
  "shell_command",
  "web_search",
  "write_artifact_file",
  "write_stdin",
];
