import type { ApprovalCreate, ApprovalRequestMessage } from "@letta-ai/letta-client/resources/agents/messages";
import { parsedJson } from "../../../lib/json.ts";
import type { Question } from "../../mind.ts";

export interface ToolCall {
  id: string;
  name: string;
  args: string;
}

/** Puts together the calls of one step, which come in pieces. */
export function gatherCalls() {
  const calls = new Map<string, ToolCall>();
  return {
    hear: (request: ApprovalRequestMessage): void => {
      for (const piece of callsIn(request)) {
        const id = piece.tool_call_id ?? "";
        const call = calls.get(id) ?? { id, name: "", args: "" };
        calls.set(id, { id, name: call.name + (piece.name ?? ""), args: call.args + (piece.arguments ?? "") });
      }
    },
    all: (): ToolCall[] => [...calls.values()],
  };
}

/** In a stream a piece of one call, else all of them. */
export const callsIn = (request: ApprovalRequestMessage | undefined) => [request?.tool_calls ?? []].flat();

/** Performs the calls one by one. */
export async function answersTo(calls: ToolCall[], question: Question): Promise<ApprovalCreate> {
  const results: [string, string][] = [];
  for (const { id, name, args } of calls)
    results.push([id, await question.call(name, parsedJson(args === "" ? "{}" : args))]);
  return approvalOf(results);
}

/** Answers calls that nobody performs any more. */
export const unanswered = (ids: string[]): ApprovalCreate =>
  approvalOf(ids.map((id) => [id, "The player had turned away."]));

const approvalOf = (results: [string, string][]): ApprovalCreate => ({
  type: "approval",
  approvals: results.map(([id, result]) => ({
    type: "tool",
    tool_call_id: id,
    tool_return: result,
    status: "success",
  })),
});
