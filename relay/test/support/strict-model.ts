import { type ChatRequest, textOf } from "../../models/chat.ts";
import type { Reply } from "./provider.ts";

/** Does what the newest of the player's messages says, if the messages are in an order that it takes. */
export const strict: Reply = async (request, answer) => {
  const isRefused = misplacedIn(request).length > 0;
  const newest = request.messages.findLast(({ role }) => role === "user");
  const text = newest === undefined ? "" : textOf(newest);
  const isAnswered = request.messages.at(-1)?.role === "tool";
  if (isRefused || text.includes("refuse")) return void answer.raw.writeHead(400).end("{}");
  if (text.includes("wait for me")) return answer.closed;
  if (text.includes("break off")) {
    answer.say("Well now, the ");
    return void answer.raw.destroy();
  }
  if (!text.includes("act")) answer.say("Good.");
  else if (!isAnswered) answer.call("wave", {});
  else if (text.includes("and wait")) return answer.closed;
  answer.end();
};

/** What a strict chat template finds wrong with a request. */
export function misplacedIn({ messages: [first, ...talk] }: ChatRequest): string[] {
  const words = talk.filter(({ role, tool_calls }) => role === "user" || (role === "assistant" && !tool_calls));
  const calls = talk.flatMap(({ tool_calls }) => (tool_calls as { id: string }[] | undefined) ?? []);
  const results = talk.filter(({ role }) => role === "tool").map((result) => result.tool_call_id);
  return [
    ...(first?.role === "system" ? [] : ["the first message is not the system's"]),
    ...(talk.some(({ role }) => role === "system") ? ["a system message in the middle"] : []),
    ...words.flatMap(({ role }, at) => (role === (at % 2 === 0 ? "user" : "assistant") ? [] : [`${role} at ${at}`])),
    ...(words.every((message) => textOf(message) !== "") ? [] : ["a message with nothing in it"]),
    ...(calls.map(({ id }) => id).join() === results.join() ? [] : ["calls and results do not fit"]),
  ];
}
