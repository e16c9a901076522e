import type { ChatChunk, ChatRequest } from "../chat.ts";
import { estimated, usageIn } from "../client/estimate.ts";
import type { Usage } from "../client/meter.ts";

/** Counts what a stream costs while it goes on, and when it has ended, however it ends. */
export async function* metered(
  chunks: AsyncIterable<ChatChunk>,
  { request, written, open, ended }: Metering,
): AsyncIterable<ChatChunk> {
  let said = 0;
  let isAnswered = false;
  let usage: Usage | undefined;
  let outcome: "ok" | "failed" = "failed";
  // Nothing came back at all: nothing was spent.
  const soFar = (): Usage => {
    const all = Math.max(said, written());
    return usage ?? (isAnswered || all > 0 ? estimated(request, all) : NOTHING);
  };
  const end = open(soFar);
  try {
    for await (const chunk of chunks) {
      isAnswered = true;
      said += chunk.choices[0]?.delta.content?.length ?? 0;
      if (chunk.usage) usage = usageIn(chunk.usage);
      yield chunk;
    }
    outcome = "ok";
  } finally {
    end(soFar());
    ended(outcome);
  }
}

const NOTHING: Usage = { input: 0, cached: 0, output: 0 };

interface Metering {
  request: ChatRequest;
  /** Characters that the provider's model has written, also those of which nothing comes. */
  written: () => number;
  open: (soFar: () => Usage) => (usage: Usage) => void;
  ended: (outcome: "ok" | "failed") => void;
}
