import type { ChatRequest } from "../chat.ts";
import { collect } from "../collect.ts";
import { estimated, usageIn } from "./estimate.ts";
import type { Learned } from "./learned.ts";
import { NO_STREAM, wholeAnswers } from "./lessons/fields.ts";
import { NO_TOOLS } from "./lessons/tools.ts";
import type { Usage } from "./meter.ts";
import type { ProviderClient, ProviderServer } from "./provider.ts";
import { ProviderError, Unreachable } from "./provider-error.ts";

/** What was found of a model's server. */
export interface Found {
  /** Where it is, which may be other than what was set. */
  address: string;
  isReachable: boolean;
  model?: string;
  /** Absent where nothing was answered. */
  tools?: boolean;
  streaming?: boolean;
  /** Why no NPC can be answered, and what to do. */
  problem?: string;
}

interface Parts {
  server: ProviderServer;
  client: ProviderClient;
  learned: Learned;
  /** A sheet's, where every sheet names one. */
  model: string | undefined;
  /** Hears what it has cost to look. */
  spent: (model: string, usage: Usage) => void;
}

/** A model may have to be loaded first. */
const PATIENCE_MS = 120_000;

/** Asks a model's server for its models, and one of them for a word, with a tool offered. Never throws. */
export async function lookAt(
  { server, client, learned, model: given, spent }: Parts,
  closing: AbortSignal,
): Promise<Found> {
  const patience = AbortSignal.any([closing, AbortSignal.timeout(PATIENCE_MS)]);
  let model = given;
  try {
    const asked = (model ??= await client.defaultModel());
    await ask(client, asked, patience, (usage) => spent(asked, usage));
    const lessons = learned.about(model).map(({ key }) => key);
    const streaming = !lessons.includes(NO_STREAM) && !lessons.includes(wholeAnswers.key);
    return { address: server.address(), isReachable: true, model, tools: !lessons.includes(NO_TOOLS), streaming };
  } catch (error) {
    const address = server.address();
    const isReachable = error instanceof ProviderError && !(error instanceof Unreachable);
    return { address, isReachable, ...(model !== undefined && { model }), problem: problemWith(error, address) };
  }
}

async function ask(
  client: ProviderClient,
  model: string,
  signal: AbortSignal,
  spent: (usage: Usage) => void,
): Promise<void> {
  const request = aWord(model);
  let written = 0;
  const { usage } = await collect(client.chat(request, { signal, spent, wrote: (so) => (written = so) }));
  spent(usage === undefined ? estimated(request, written) : usageIn(usage));
}

function problemWith(error: unknown, address: string): string {
  if (error instanceof Unreachable) return `${error.message} Is it running at ${address} (OPENAI_BASE_URL)?`;
  return error instanceof ProviderError ? error.message : `The model's server at ${address} has not answered in time.`;
}

const aWord = (model: string): ChatRequest => ({
  model,
  messages: [
    { role: "system", content: "You keep a shop. Answer in one short sentence." },
    { role: "user", content: "Good evening!" },
  ],
  max_completion_tokens: 64,
  tools: [TOOL],
});

const TOOL = {
  type: "function",
  function: {
    name: "wave",
    description: "Wave at the customer.",
    parameters: { type: "object", properties: {}, required: [], additionalProperties: false },
  },
};
