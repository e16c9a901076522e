import { oncePerSheet } from "../cast/once-per-sheet.ts";
import { parsedJson } from "../lib/json.ts";
import { roomFor } from "../lib/tokens.ts";
import type { ChatMessage, ToolCall } from "../models/chat.ts";
import { emptyCollected, isThought, takeIn } from "../models/collect.ts";
import type { Gateway } from "../models/gateway/gateway.ts";
import { notesOf, withoutTags } from "../prompt/notes.ts";
import { directPrompt } from "../prompt/system-prompt.ts";
import { isMemoryTool } from "../tools/memory-tools.ts";
import { type Mind, MindError, type Question } from "./mind.ts";

/** After so many rounds of calls the NPC has to speak. */
const ROUNDS = 4;
/** Enough for an answer, in tokens; the rest of a sheet's `context` is for what the model reads. */
const ANSWER_TOKENS = 500;

interface DirectNeeds {
  gateway: Gateway;
}

/** The NPC straight on a model, with the history from the relay's own store. No Letta. */
export function createDirectMind({ gateway }: DirectNeeds): Mind {
  const promptOf = oncePerSheet(directPrompt);
  return {
    name: () => "direct",
    async *answer(question, signal) {
      const messages = await messagesFor(question, promptOf(question.sheet));
      try {
        for (let round = 0; round < ROUNDS && !signal.aborted; round++) {
          const { calls, said } = yield* oneCompletion(gateway, question, messages, signal);
          const results = await answersTo(calls, question);
          // Who has spoken, and only made a note, has nothing to add.
          if (calls.every((call) => isMemoryTool(call.name)) && (said !== "" || calls.length === 0)) return;
          messages.push(asMessage(calls, said), ...results);
        }
      } catch (error) {
        if (signal.aborted) return;
        throw error instanceof MindError
          ? error
          : new MindError("failed", "The model gave no answer.", { cause: error });
      }
    },
    adopt: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    isReady: () => true,
    close: () => Promise.resolve(),
  };
}

async function* oneCompletion(
  gateway: Gateway,
  { turn, conversation, sheet, tools }: Question,
  messages: ChatMessage[],
  signal: AbortSignal,
): AsyncGenerator<string, { calls: ToolCall[]; said: string }> {
  const offered = tools.map((tool) => ({ type: "function", function: { ...tool } }));
  const request = {
    model: sheet.id,
    messages,
    max_completion_tokens: ANSWER_TOKENS,
    ...(offered.length > 0 && { tools: offered }),
  };
  const whole = emptyCollected();
  for await (const chunk of gateway.chat(request, { signal, turn, conversation })) {
    const text = takeIn(whole, chunk);
    if (text !== "" || isThought(chunk)) yield text;
  }
  if (whole.finishReason === "length") throw new MindError("failed", "The model's answer was cut in mid-sentence.");
  if (whole.content !== "") yield "\n";
  return { calls: whole.toolCalls, said: whole.content.trim() };
}

async function messagesFor(question: Question, prompt: string): Promise<ChatMessage[]> {
  const system = [prompt, ...notesOf(question), ...hintOf(question)].join("\n\n");
  const room = question.sheet.context - ANSWER_TOKENS - roomFor(system) - roomFor(question.text);
  const history = await question.history(room);
  return [
    { role: "system", content: system },
    ...history.flatMap(({ said, reply }) => [
      { role: "user", content: withoutTags(said) },
      { role: "assistant", content: reply },
    ]),
    { role: "user", content: withoutTags(question.text) },
  ];
}

const hintOf = ({ again, sheet }: Question): string[] =>
  again === undefined ? [] : [`You just ${again}. Answer as ${sheet.name}, in other words than before.`];

/** What was said beside the calls belongs to it: else the NPC says it again. */
const asMessage = (calls: ToolCall[], said: string): ChatMessage => ({
  role: "assistant",
  content: said === "" ? null : said,
  tool_calls: calls.map(({ id, name, arguments: args }) => ({
    id,
    type: "function",
    function: { name, arguments: args },
  })),
});

async function answersTo(calls: ToolCall[], question: Question): Promise<ChatMessage[]> {
  const answers: ChatMessage[] = [];
  for (const { id, name, arguments: args } of calls) {
    answers.push({
      role: "tool",
      tool_call_id: id,
      content: await question.call(name, parsedJson(args === "" ? "{}" : args)),
    });
  }
  return answers;
}
