import { z } from "zod";
import { codeOf } from "../../lib/error-code.ts";
import { createFairPlaces } from "../../lib/fair-places.ts";
import { parsedJson } from "../../lib/json.ts";
import { tokensIn } from "../../lib/tokens.ts";
import { usageIn } from "../client/estimate.ts";
import type { Usage } from "../client/meter.ts";
import { under } from "../client/wire/transport.ts";
import { BY_POLICY, LLAMA_GUARD } from "./chat-guard.ts";
import type { GuardSettings, GuardShape, Judged } from "./guard-shape.ts";
import { MODERATIONS } from "./moderations.ts";
import type { Opinion } from "./opinion.ts";

/** By the model's name, since every server has the paths of both. */
export function shapeOf({ model }: Pick<GuardSettings, "model">): GuardShape {
  if (/moderation/i.test(model)) return MODERATIONS;
  return /llama[-_ ]?guard/i.test(model) ? LLAMA_GUARD : BY_POLICY;
}

/**
 * Why a guard gave no verdict, and what to do. It holds neither the key nor the text. `server`: whoever asked would hear the
 * same. `late` and `text` may be for what was asked, and say nothing of what is said by others.
 */
export class GuardError extends Error {
  override readonly name = "GuardError";
  readonly of: "server" | "late" | "text";
  constructor(message: string, of: GuardError["of"]) {
    super(message);
    this.of = of;
  }
}

/**
 * `spent` hears what each answer has cost. @throws {GuardError} from what it answers with, when there is no verdict in time or none
 * that can be read.
 */
export function askGuard(
  settings: GuardSettings,
  spent: (usage: Usage) => void = () => undefined,
): (judged: Judged, by: Asking) => Promise<Opinion> {
  const { apiKey } = settings;
  const places = createFairPlaces(AT_ONCE);
  const shape = shapeOf(settings);
  let baseUrl = settings.baseUrl;
  const send = (to: string, judged: Judged, signal: AbortSignal): Promise<Response> =>
    fetch(under(to, shape.path), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(shape.body(settings, judged)),
      redirect: "error",
      signal,
    });
  const ask = async (judged: Judged, signal: AbortSignal): Promise<Response> => {
    const answer = await send(baseUrl, judged, signal);
    if (answer.status !== 404 || new URL(baseUrl).pathname !== "/") return answer;
    await answer.body?.cancel();
    const withVersion = under(baseUrl, "/v1").href;
    const other = await send(withVersion, judged, signal);
    if (other.status !== 404) baseUrl = withVersion;
    return other;
  };
  return async (judged, { universe, deadlineMs = settings.deadlineMs }) => {
    const signal = AbortSignal.timeout(deadlineMs);
    let leave = (): void => undefined;
    try {
      leave = await places.enter(universe, signal);
      const answer = await ask(judged, signal);
      if (!answer.ok) {
        await answer.body?.cancel();
        throw new GuardError(whyRefused(answer.status, settings), isOfServer(answer.status) ? "server" : "text");
      }
      const said = await beginningOf(answer);
      const read = parsedJson(said);
      // Moderation is free.
      if (shape !== MODERATIONS) spent(usageOf(read) ?? foreseen(shape.body(settings, judged), said));
      const opinion = shape.read(read);
      if (opinion === undefined) throw new GuardError(NO_VERDICT, "text");
      return opinion;
    } catch (error) {
      if (error instanceof GuardError) throw error;
      if (signal.aborted)
        throw new GuardError(
          `It does not answer within ${deadlineMs} ms: raise GUARD_DEADLINE_MS, or take a smaller GUARD_MODEL.`,
          "late",
        );
      const code = codeOf(causeOf(error));
      throw new GuardError(
        `It cannot be reached${code === "" ? "" : ` (${code})`}: is its server running, and is GUARD_BASE_URL where it is?`,
        "server",
      );
    } finally {
      leave();
    }
  };
}

function usageOf(answer: unknown): Usage | undefined {
  const read = answered.safeParse(answer);
  return read.success ? usageIn(read.data.usage) : undefined;
}

const answered = z.object({
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    prompt_tokens_details: z.object({ cached_tokens: z.number() }).optional().catch(undefined),
  }),
});

const foreseen = (body: unknown, said: string): Usage => ({
  input: tokensIn(JSON.stringify(body)),
  cached: 0,
  output: tokensIn(said),
  isEstimate: true,
});

interface Asking {
  universe: string;
  deadlineMs?: number | undefined;
}

/** A hosted guard answers in a quarter of a second, so these are 120 a second; one on a machine of one's own judges a few at once. */
const AT_ONCE = 32;

/** A server that takes no request of ours, whatever is in it. What else it does not take may be a text that it refuses. */
const isOfServer = (status: number): boolean =>
  status >= 500 || [301, 302, 307, 308, 401, 403, 404, 405, 408, 429].includes(status);

const causeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "cause" in error ? error.cause : error;

const NO_VERDICT =
  "It answers with words that are no verdict: take a GUARD_MODEL that judges, such as llama-guard3, gpt-oss-safeguard or omni-moderation-latest.";

function whyRefused(status: number, { model }: GuardSettings): string {
  const what = `It answers ${status}`;
  if (status === 401 || status === 403) return `${what}: is GUARD_API_KEY a key of this server that may use ${model}?`;
  if (status === 404) return `${what}: does the server have the model ${model}, and is GUARD_BASE_URL right?`;
  if (status === 429) return `${what}: it is asked more often than the account or the machine allows.`;
  if (status < 500) return `${what}: it does not take the request; is ${model} a guard model?`;
  return `${what}: its server has a fault of its own; look into its log.`;
}

/** In bytes: a verdict is short, and one that is not is none. */
const ANSWER_BYTES = 256_000;

async function beginningOf(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    parts.push(part as Uint8Array);
    length += (part as Uint8Array).length;
    if (length > ANSWER_BYTES) throw new GuardError(NO_VERDICT, "text");
  }
  return Buffer.concat(parts).toString();
}
