import { codeOf } from "../../lib/error-code.ts";
import { parsedJson } from "../../lib/json.ts";
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

/** Why a guard gave no verdict, and what to do. It holds neither the key nor the text. */
export class GuardError extends Error {
  override readonly name = "GuardError";
}

/** @throws {GuardError} from what it answers with, when there is no verdict in time or none that can be read. */
export function askGuard(settings: GuardSettings): (judged: Judged, deadlineMs?: number) => Promise<Opinion> {
  const { apiKey } = settings;
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
  return async (judged, deadlineMs = settings.deadlineMs) => {
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      const answer = await ask(judged, signal);
      if (!answer.ok) {
        await answer.body?.cancel();
        throw new GuardError(whyRefused(answer.status, settings));
      }
      const opinion = shape.read(parsedJson(await beginningOf(answer)));
      if (opinion === undefined) throw new GuardError(NO_VERDICT);
      return opinion;
    } catch (error) {
      if (error instanceof GuardError) throw error;
      if (signal.aborted)
        throw new GuardError(
          `It does not answer within ${deadlineMs} ms: raise GUARD_DEADLINE_MS, or take a smaller GUARD_MODEL.`,
        );
      const code = codeOf(causeOf(error));
      throw new GuardError(
        `It cannot be reached${code === "" ? "" : ` (${code})`}: is its server running, and is GUARD_BASE_URL where it is?`,
      );
    }
  };
}

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
    if (length > ANSWER_BYTES) throw new GuardError(NO_VERDICT);
  }
  return Buffer.concat(parts).toString();
}
