import { randomUUID } from "node:crypto";
import { without } from "../../lib/without.ts";
import { callsOf, type ChatChunk, type ChatMessage, type ToolCallDelta } from "../chat.ts";

/**
 * What belongs to the provider of the calls that it made: its ids, and fields of its own. A Letta hears of ids of ours, and
 * what comes back from it gets the provider's again.
 */
export interface KeptCalls {
  /** A chunk as those behind us may hear it. */
  withOurs(chunk: ChatChunk): ChatChunk;
  /** Messages as the provider knows them. */
  withTheirs(messages: ChatMessage[]): ChatMessage[];
}

interface Kept {
  id: string;
  call: Record<string, unknown>;
  message: Record<string, unknown>;
  size: number;
}

/** In calls and, about, in characters. A turn needs a few, and not for long. */
const CALLS = 5_000;
const CHARACTERS = 16_000_000;

export function createKeptCalls(): KeptCalls {
  const kept = new Map<string, Kept>();
  let characters = 0;
  const keep = (ours: string, call: Omit<Kept, "size">): void => {
    const size = JSON.stringify(call).length;
    kept.set(ours, { ...call, size });
    characters += size;
    for (const [oldest, { size: freed }] of kept) {
      if (kept.size <= CALLS && characters <= CHARACTERS) break;
      kept.delete(oldest);
      characters -= freed;
    }
  };

  return {
    withOurs(chunk) {
      const [choice] = chunk.choices;
      if (choice?.delta.tool_calls === undefined) return chunk;
      const theirs = new Set<string>();
      const tool_calls = choice.delta.tool_calls.map(({ own, ...call }): ToolCallDelta => {
        // Some count their ids anew in each answer; a Letta takes the second of an id for the first, and asks again for ever.
        const ours = `call-${randomUUID().slice(0, 18)}`;
        const id = call.id === "" || theirs.has(call.id) ? ours : call.id;
        theirs.add(id);
        keep(ours, { id, call: own?.call ?? {}, message: own?.message ?? {} });
        return { ...call, id: ours };
      });
      return { ...chunk, choices: [{ ...choice, delta: { ...choice.delta, tool_calls } }] };
    },
    withTheirs: (messages) =>
      messages.map((given) => {
        const message = "reasoning_content" in given ? without(given, "reasoning_content") : given;
        const result = kept.get(String(message["tool_call_id"]));
        if (message.role === "tool") return result === undefined ? message : { ...message, tool_call_id: result.id };
        const calls = callsOf(message);
        if (calls.length === 0) return message;
        const ofMessage = calls.map(({ id }) => kept.get(String(id))?.message ?? {});
        const own = ofMessage.reduce((all, more) => ({ ...all, ...more }), {});
        return { ...own, ...message, tool_calls: calls.map((call) => asTheirs(call, kept)) };
      }),
  };
}

function asTheirs(call: Record<string, unknown>, kept: Map<string, Kept>): Record<string, unknown> {
  const known = kept.get(String(call["id"]));
  if (known === undefined) return call;
  const { function: ofFunction, ...ofCall } = known.call;
  return { ...ofCall, ...call, id: known.id, function: { ...asObject(ofFunction), ...asObject(call["function"]) } };
}

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
