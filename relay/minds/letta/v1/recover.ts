import { setTimeout as sleep } from "node:timers/promises";
import type { Letta } from "@letta-ai/letta-client";
import type { Question } from "../../mind.ts";
import type { Agents } from "./agents.ts";
import { isBusy, isGone, isOrphaned } from "./errors.ts";
import type { Messages } from "./run.ts";
import type { Thread, Threads } from "./threads.ts";
import { callsIn, unanswered } from "./tool-calls.ts";

const TRIES = 4;
const PAUSE_MS = 250;

/**
 * Makes a conversation well that did not take a message; answers with what has to be said before it is said again.
 * `undefined`: it cannot be helped.
 * - Gone, or its agent: another one is made, and told what the relay knows was said.
 * - Busy (409, only where the server has a Redis): a relay that died left a run behind, which is cancelled.
 * - Waiting for the result of a tool, since the turn was given up just then: it gets one.
 */
export async function recoveryFor(
  error: unknown,
  { client, agents, threads }: { client: Letta; agents: Agents; threads: Threads },
  { conversation, sheet }: Question,
  thread: Thread | undefined,
  tries: number,
): Promise<Messages | undefined> {
  if (tries >= TRIES) return undefined;
  if (isGone(error)) {
    agents.lose(sheet.id);
    await threads.lose(conversation);
    return [];
  }
  if (thread === undefined) return undefined;
  if (isOrphaned(error)) return [unanswered(await pendingCalls(client, thread.id))];
  if (!isBusy(error)) return undefined;
  await client.conversations.cancel(thread.id).catch(() => undefined);
  await sleep(PAUSE_MS * tries);
  return [];
}

async function pendingCalls(client: Letta, thread: string): Promise<string[]> {
  const { items } = await client.conversations.messages.list(thread, { limit: 3, order: "desc" });
  const [asked] = items.flatMap((message) => (message.message_type === "approval_request_message" ? [message] : []));
  return callsIn(asked).flatMap((call) => call.tool_call_id ?? []);
}
