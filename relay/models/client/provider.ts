import { EventSourceParserStream } from "eventsource-parser/stream";
import { z } from "zod";
import { parsedJson } from "../../lib/json.ts";
import { type ChatChunk, chatChunk, type ChatRequest } from "../chat.ts";

export interface ProviderSettings {
  /** Ends without a slash, for instance `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey?: string;
  /** For sheets that name no model. Absent: `gpt-4o-mini` at OpenAI, elsewhere the first model that the server lists. */
  model?: string;
  /** Requests and tokens a minute that the account allows. */
  rpm?: number;
  tpm?: number;
}

/** Any server that speaks OpenAI's chat completions: OpenAI, Ollama, llama.cpp, vLLM. */
export interface ProviderClient {
  /** `turn` is for the log. @throws {ProviderError} */
  chat(request: ChatRequest, signal: AbortSignal, turn?: string): AsyncIterable<ChatChunk>;
  /** For sheets that name none. */
  defaultModel(): Promise<string>;
}

/** The message holds what the provider said of the request, never the key. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  /** The provider's HTTP status; 502 where it gave none. */
  readonly status: number;
  /** How long the provider wants to be left alone. */
  readonly retryAfterMs: number | undefined;
  constructor(status: number, message: string, options?: ErrorOptions & { retryAfterMs?: number | undefined }) {
    super(message, options);
    this.status = status;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** `onPause` hears when the provider says, with an answer that is well, that the next call has to wait. */
export function createProviderClient(
  { baseUrl, apiKey, model }: ProviderSettings,
  onPause: (ms: number) => void,
): ProviderClient {
  const headers = {
    "content-type": "application/json",
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  const isOpenAI = new URL(baseUrl).hostname === "api.openai.com";
  const call = (path: string, options: RequestInit) => send(`${baseUrl}${path}`, { headers, ...options });
  let listed: Promise<string> | undefined;

  return {
    async *chat(body, signal) {
      // Letta and OpenRouter write `openai/gpt-4o-mini`; OpenAI itself knows no prefix.
      const asked = { ...body, model: isOpenAI ? body.model.replace(/^openai\//, "") : body.model, ...STREAM };
      const answer = await call("/chat/completions", { method: "POST", body: JSON.stringify(asked), signal });
      const pause = pauseIn(answer.headers);
      if (pause !== undefined) onPause(pause);
      if (!answer.headers.get("content-type")?.includes("text/event-stream"))
        throw new ProviderError(502, "The model's server sent no event stream.");
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
  const retryAfterMs = pauseIn(answer.headers);
  throw new ProviderError(answer.status, `The model's server answered ${answer.status}: ${reasonIn(said)}`, {
    retryAfterMs,
  });
}

async function* readChunks(body: NonNullable<Response["body"]>): AsyncIterable<ChatChunk> {
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) {
    if (data === "[DONE]") return;
    const chunk = chatChunk.safeParse(parsedJson(data));
    if (!chunk.success)
      throw new ProviderError(502, "The model's server sent something that is no chat completion chunk.");
    yield chunk.data;
  }
}

/** `Retry-After` in seconds or as a date, else when the account's requests run full: https://platform.openai.com/docs/guides/rate-limits */
function pauseIn(headers: Response["headers"]): number | undefined {
  const after = headers.get("retry-after");
  if (after !== null)
    return Math.max(0, Number.isFinite(Number(after)) ? Number(after) * 1000 : Date.parse(after) - Date.now()) || 0;
  for (const kind of ["requests", "tokens"]) {
    if (headers.get(`x-ratelimit-remaining-${kind}`) === "0")
      return durationMs(headers.get(`x-ratelimit-reset-${kind}`) ?? "");
  }
  return undefined;
}

/** OpenAI writes `6m0s`, `1.2s` or `20ms`. */
const durationMs = (text: string): number =>
  [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0),
    0,
  );

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const STREAM = { stream: true, stream_options: { include_usage: true } };

const errorBody = z.object({ error: z.object({ code: z.string().nullish(), type: z.string().nullish() }) });

/** Providers repeat the key's beginning and the player's words in their messages, so only the code is taken over. */
function reasonIn(text: string): string {
  const { data } = errorBody.safeParse(parsedJson(text));
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
