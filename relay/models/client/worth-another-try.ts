import { EmptyAnswer } from "./empty-answer.ts";
import { ProviderError } from "./provider-error.ts";
import { LONGEST_PAUSE_MS } from "./throttle.ts";

/** Before a server is asked the same again, in milliseconds; undefined where that would not help. */
export function pauseBefore(error: ProviderError, tries: number): number | undefined {
  if (error instanceof EmptyAnswer) return error.finish === "stop" ? 0 : undefined;
  if (isBadCall(error)) return 0;
  if (!AGAIN.has(error.status) && error.status < 500) return undefined;
  // Gemini names the bill also where only a minute's share is used up.
  if (/insufficient_quota|billing/.test(error.said) && error.retryAfterMs === undefined) return undefined;
  const pause = error.retryAfterMs ?? (isLoading(error) ? LOADING_MS : 250 * 2 ** tries * (0.5 + Math.random()));
  return pause > LONGEST_PAUSE_MS ? undefined : pause;
}

/** Until then a small model is there, and a player still waits. */
const LOADING_MS = 1_750;

const isLoading = ({ status, said }: ProviderError): boolean =>
  status === 503 && /loading|starting up|warming up/i.test(said);

/** The model wrote a call that its own server cannot read: https://console.groq.com/docs/tool-use */
export const isBadCall = ({ said }: ProviderError): boolean =>
  /tool_use_failed|failed to (?:call a function|parse|generate)|(?:invalid|malformed|unparsable).{0,30}(?:tool|function).?call/i.test(
    said,
  );

/** Other 4xx say that the request is wrong, and it would be again. 424: Bedrock's model failed; 498: Groq's is full. */
const AGAIN = new Set([408, 409, 424, 425, 429, 498]);

/** Whether an error says that the server is not well. A request that it refuses, or a caller who hangs up, does not. */
export const isTheirFault = (error: Error): boolean => error instanceof ProviderError && error.status >= 429;

/** Whether it says that no call of anybody would be answered: of the server, the key, the account or the model. */
export const isForAll = (error: ProviderError): boolean =>
  !(error instanceof EmptyAnswer) && (error.status >= 500 || [401, 402, 403, 404].includes(error.status));
