import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { parsedJson } from "../../lib/json.ts";
import type { ChatChunk, ChatRequest } from "../chat.ts";
import { isAtOpenAI } from "./at-openai.ts";
import type { Usage } from "./meter.ts";
import { firstThatChats } from "./model-list.ts";
import { ProviderError } from "./provider-error.ts";
import { pauseAfterRefusal, pauseIn } from "./rate-headers.ts";
import { type Alive, type Ending, readCompletion } from "./wire/read-completion.ts";
import { errorIn, errorOf, isElsewhere } from "./wire/read-error.ts";
import { createTransport, type Sent, under } from "./wire/transport.ts";

export interface ProviderSettings {
  /** Ends without a slash, for instance `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey?: string;
  /** For sheets that name no model. Absent: `gpt-4o-mini` at OpenAI, elsewhere the first that chats of those that the server lists. */
  model?: string;
  /** Requests and tokens a minute that the account allows. */
  rpm?: number;
  tpm?: number;
}

export interface CallOptions {
  signal: AbortSignal;
  /** For the log. */
  turn?: string | undefined;
  /** The conversation that it is for, where it is known: a server that fails for one alone fails for nobody else. */
  of?: string | undefined;
  /** Hears what calls have cost of which the caller hears nothing, also after its end: empty ones, and those that came too late. */
  spent?: (usage: Usage) => void;
  /** Hears how many characters the model has written so far of what is heard of it: words, thoughts and calls. */
  wrote?: (characters: number) => void;
}

/** Any server that speaks OpenAI's chat completions: OpenAI, Ollama, llama.cpp, vLLM. */
export interface ProviderClient {
  /** While the model thinks, pieces with nothing but that come. @throws {ProviderError}; the signal's reason where it aborts. */
  chat(request: ChatRequest, options: CallOptions): AsyncIterable<ChatChunk>;
  /** For sheets that name none. */
  defaultModel(): Promise<string>;
}

/** One call at a time, as it is: nothing is learned and nothing is asked again. */
export interface ProviderServer {
  /** `body` is sent as it is. Resolves when the first words or calls are there, or the end. */
  complete(body: ChatRequest, tools: string[], signal: AbortSignal, alive: Alive): Promise<Begun>;
  defaultModel(): Promise<string>;
  /** Where it was found. */
  address(): string;
}

/** An answer whose first piece has come. */
export interface Begun {
  first: IteratorResult<ChatChunk, Ending>;
  rest: AsyncGenerator<ChatChunk, Ending>;
}

/** `onPause` hears when the server says, with an answer that is well, that the next call has to wait. */
export function openServer(
  { baseUrl, apiKey, model }: ProviderSettings,
  onPause: (ms: number) => void,
): ProviderServer {
  const isOpenAI = isAtOpenAI(baseUrl);
  let address = baseUrl;
  let send = createTransport(address, apiKey);
  let listed: Promise<string> | undefined;

  const ask = async (path: string, body: string | undefined, signal: AbortSignal): Promise<Sent> => {
    const sent = await send(path, body, signal);
    if (sent.status < 300) return sent;
    const said = await beginningOf(sent.body);
    const found = isElsewhere(sent.status, said) ? await underVersion(path, body, signal) : undefined;
    if (found !== undefined) return found;
    throw errorOf(sent.status, said, pauseAfterRefusal(sent.status, sent.headers, said));
  };
  /** Undefined where there is nothing either, or where the address names a path of its own. */
  const underVersion = async (
    path: string,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<Sent | undefined> => {
    if (new URL(address).pathname !== "/") return undefined;
    const withVersion = under(address, "/v1").href;
    const other = createTransport(withVersion, apiKey);
    const found = await other(path, body, signal);
    if (found.status === 404) {
      found.body.destroy();
      return undefined;
    }
    address = withVersion;
    send = other;
    if (found.status < 300) return found;
    const said = await beginningOf(found.body);
    throw errorOf(found.status, said, pauseAfterRefusal(found.status, found.headers, said));
  };

  const list = async (signal: AbortSignal): Promise<unknown> => {
    const value = parsedJson(await text((await ask(MODELS, undefined, signal)).body));
    const error = errorIn(value);
    if (error === undefined) return value;
    const found = isNothingThere(error) ? await underVersion(MODELS, undefined, signal) : undefined;
    if (found === undefined) throw error;
    return parsedJson(await text(found.body));
  };

  return {
    address: () => address,
    async complete(body, tools, signal, alive) {
      // Letta and OpenRouter write `openai/gpt-4o-mini`; OpenAI itself knows no prefix.
      const asked = isOpenAI ? { ...body, model: body.model.replace(/^openai\//, "") } : body;
      const json = JSON.stringify(asked);
      const begin = async ({ headers, body: answer }: Sent): Promise<Begun> => {
        const pause = pauseIn(headers);
        if (pause !== undefined) onPause(pause);
        const rest = readCompletion(answer, { tools, alive });
        return { first: await rest.next(), rest };
      };
      try {
        return await begin(await ask(COMPLETIONS, json, signal));
      } catch (error) {
        const found = isNothingThere(error) ? await underVersion(COMPLETIONS, json, signal) : undefined;
        if (found === undefined) throw error;
        return begin(found);
      }
    },
    async defaultModel() {
      if (model !== undefined) return model;
      if (isOpenAI) return "gpt-4o-mini";
      listed ??= list(AbortSignal.timeout(LIST_MS)).then(firstThatChats, (error: unknown) => {
        if (error instanceof ProviderError && error.status === 404)
          throw new ProviderError(404, "The model's server lists no models; set MODEL or name one in each sheet.", {
            cause: error,
          });
        throw error;
      });
      return listed.catch((error: unknown) => {
        listed = undefined;
        throw error;
      });
    },
  };
}

const COMPLETIONS = "/chat/completions";
const MODELS = "/models";
const LIST_MS = 10_000;
/** In bytes: an error says what it is at its beginning. */
const ERROR_BYTES = 32_000;

async function beginningOf(body: Readable): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      parts.push(part);
      length += part.length;
      if (length > ERROR_BYTES) break;
    }
  } catch {
    // What it has said so far is all that it says.
  }
  return Buffer.concat(parts).toString().slice(0, ERROR_BYTES);
}

/** Some say with a good status that there is nothing at the address. */
const isNothingThere = (error: unknown): boolean =>
  error instanceof ProviderError && error.status === 404 && isElsewhere(200, error.said);
