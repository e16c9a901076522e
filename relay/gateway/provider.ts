import { EventSourceParserStream } from "eventsource-parser/stream";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import { z } from "zod";
import type { Provider } from "../config.ts";
import { chatChunk, type ChatChunk, type ChatRequest } from "./chat.ts";

/** Any server that speaks OpenAI's chat completions: OpenAI, Ollama, llama.cpp, vLLM. */
export interface ProviderClient {
  /** @throws {ProviderError} */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatChunk>;
  /** For sheets that name none. */
  defaultModel(): Promise<string>;
}

/** The message holds what the provider said of the request, never the key. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  /** The provider's HTTP status; 502 where it gave none. */
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export function createProviderClient({ baseUrl, apiKey, model }: Provider): ProviderClient {
  const dispatcher = new Agent({ headersTimeout: 15_000, bodyTimeout: 15_000, connect: { timeout: 5_000 } });
  const headers = {
    "content-type": "application/json",
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  const isOpenAI = new URL(baseUrl).hostname === "api.openai.com";
  const call = (path: string, options: RequestInit) => send(`${baseUrl}${path}`, { dispatcher, headers, ...options });
  let listed: Promise<string> | undefined;

  return {
    async *chat(body, signal) {
      // Letta and OpenRouter write `openai/gpt-4o-mini`; OpenAI itself knows no prefix.
      const asked = { ...body, model: isOpenAI ? body.model.replace(/^openai\//, "") : body.model, stream: true };
      const answer = await call("/chat/completions", { method: "POST", body: JSON.stringify(asked), signal });
      if (answer.body) yield* readChunks(answer.body);
    },
    async defaultModel() {
      if (model !== undefined) return model;
      if (isOpenAI) return "gpt-4o-mini";
      listed ??= call("/models", { method: "GET" }).then(async (answer) => firstOf(await answer.json()));
      return listed.catch((error: unknown) => {
        listed = undefined;
        throw error;
      });
    },
  };
}

async function send(url: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(url, options).catch((error: unknown) => {
    throw new ProviderError(502, "The model's server cannot be reached.", { cause: error });
  });
  if (answer.ok) return answer;
  const said = await answer.text().catch(() => "");
  throw new ProviderError(answer.status, `The model's server answered ${answer.status}: ${reasonIn(said)}`);
}

async function* readChunks(body: NonNullable<Response["body"]>): AsyncIterable<ChatChunk> {
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) {
    if (data === "[DONE]") return;
    const chunk = chatChunk.safeParse(parsed(data));
    if (!chunk.success)
      throw new ProviderError(502, "The model's server sent something that is no chat completion chunk.");
    yield chunk.data;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const errorBody = z.object({ error: z.object({ code: z.string().nullish(), type: z.string().nullish() }) });

/** Providers repeat the key's beginning and the player's words in their messages, so only the code is taken over. */
function reasonIn(text: string): string {
  const { data } = errorBody.safeParse(parsed(text));
  return data?.error.code ?? data?.error.type ?? "no reason given";
}

const modelList = z.object({ data: z.array(z.object({ id: z.string() })).min(1) });

function firstOf(list: unknown): string {
  const { data } = modelList.safeParse(list);
  const [first] = data?.data ?? [];
  if (first === undefined)
    throw new ProviderError(502, "The model's server lists no models; set MODEL or name one in each sheet.");
  return first.id;
}
