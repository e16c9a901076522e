import { STATUS_CODES } from "node:http";
import { parsedJson } from "../../../lib/json.ts";
import { ProviderError } from "../provider-error.ts";
import { pauseSaidIn } from "../rate-headers.ts";
import { fieldsOf, isSomething } from "./fields.ts";

type Fields = Record<string, unknown>;

export const ADDRESS = "Is OPENAI_BASE_URL right? It mostly ends with /v1, without /chat/completions.";

/** The error of an answer that is none. `body`: what the server said, of any shape. */
export function errorOf(status: number, body: string, retryAfterMs?: number): ProviderError {
  const value = parsedJson(body);
  const found = findError(value) ?? fieldsOf(Array.isArray(value) ? value[0] : value);
  const reason = isElsewhere(status, body)
    ? `there is nothing at this address. ${ADDRESS}`
    : reasonIn(found, body, status);
  return new ProviderError(status, `The model's server answered ${status}: ${reason}`, { retryAfterMs, said: body });
}

/** There is something at the address, but it is not what we asked for. LM Studio says so with 200. */
export const isElsewhere = (status: number, said: string): boolean =>
  UNEXPECTED.test(said) || ((status === 404 || status === 405) && (isPage(said) || !IS_HERE.test(said)));

const UNEXPECTED = /unexpected endpoint/i;
const IS_HERE = /model|deployment|engine|tool|no endpoints found/i;
const isPage = (said: string): boolean => /^\s*</.test(said);

/** The error in a chunk of a stream, or in a body that was said to be well; undefined where it is none. */
export function errorIn(value: unknown): ProviderError | undefined {
  const found = findError(value);
  if (found === undefined) return undefined;
  const said = JSON.stringify(value);
  const status = UNEXPECTED.test(said) ? 404 : statusIn(found);
  const reason = isElsewhere(status, said)
    ? `there is nothing at this address. ${ADDRESS}`
    : reasonIn(found, said, status);
  const retryAfterMs = pauseSaidIn(said);
  return new ProviderError(status, `The model's server sent an error (${status}): ${reason}`, { said, retryAfterMs });
}

/** Many shapes: `{error: {…}}`, `{error: "…"}`, `{object: "error", …}`, `{detail: …}`, `{code, message}`, one of them in a list. */
function findError(value: unknown): Fields | undefined {
  const fields = fieldsOf(Array.isArray(value) ? value[0] : value);
  if (fields === undefined) return undefined;
  const choice = fieldsOf(Array.isArray(fields["choices"]) ? fields["choices"][0] : undefined);
  if (choice !== undefined && isWell(fields) && isWell(choice)) return undefined;
  for (const error of [fields["error"], choice?.["error"], ...listOf(fields["errors"])]) {
    if (typeof error === "string" && error !== "") return { ...fields, message: error };
    if (isMeant(error)) return fieldsOf(error) ?? { message: JSON.stringify(error) };
  }
  if (choice?.["finish_reason"] === "error") return { message: "error" };
  if (fields["object"] === "error" || fields["type"] === "error") return fields;
  const isOther = "choices" in fields || "usage" in fields;
  if (isOther) return undefined;
  const isSaid = isSomething(fields["detail"]) || fields["error"] === true || fields["success"] === false;
  return isSaid || ("message" in fields && isBadCode(fields["code"])) ? fields : undefined;
}

/** As nearly all of them are. */
const isWell = ({ error, errors, object, finish_reason: finish, type }: Fields): boolean =>
  !isMeant(error) &&
  (typeof error !== "string" || error === "") &&
  listOf(errors).length === 0 &&
  object !== "error" &&
  type !== "error" &&
  finish !== "error";

/** An empty one says that all is well. */
const isMeant = (error: unknown): boolean =>
  typeof error === "object" && error !== null && Object.keys(error).length > 0;

const listOf = (errors: unknown): unknown[] => (Array.isArray(errors) ? errors : []);

const isBadCode = (code: unknown): boolean =>
  code !== undefined && code !== 0 && !(Number(code) >= 200 && Number(code) < 300);

function statusIn({ code, status, status_code: other }: Fields): number {
  const found = [code, status, other].map(Number).find((number) => number >= 400 && number < 600);
  return found ?? 502;
}

/**
 * Providers repeat the key's beginning and the player's words in their messages, so only codes are taken over, and what a
 * message means where that is known.
 */
function reasonIn(error: Fields | undefined, said: string, status: number): string {
  if (isPage(said)) return `a web page (${STATUS_CODES[status] ?? "no reason given"})${byStatus(status)}`;
  const code = [error?.["code"], error?.["type"], error?.["status"], error?.["message"]].find(isCode);
  const meaning = MEANINGS.find(({ words }) => words.test(said))?.means;
  const told = [code, meaning].filter((part) => part !== undefined).join(", ");
  return meaning === undefined ? `${told || (STATUS_CODES[status] ?? "no reason given")}${byStatus(status)}` : told;
}

const byStatus = (status: number): string => (BY_STATUS[status] === undefined ? "" : `, ${BY_STATUS[status]}`);

/** Where the server does not say it in words that we know. */
const BY_STATUS: Record<number, string> = {
  401: "it does not take the key (OPENAI_API_KEY)",
  402: "the account has nothing left to spend",
  403: "it forbids it: look at the key (OPENAI_API_KEY) and what its account may do",
  404: "look at MODEL and OPENAI_BASE_URL",
  413: "longer than it takes",
  429: "its rate limit",
  503: "it is loading, or overloaded",
  529: "it is overloaded",
};

const isCode = (value: unknown): value is string | number =>
  typeof value === "number" || (typeof value === "string" && /^[\w.-]{1,60}$/.test(value));

const MEANINGS: { words: RegExp; means: string }[] = [
  { words: /context (?:length|size|window)|too many tokens|prompt is too long/i, means: "longer than its context" },
  { words: /system (?:role|message|prompt)/i, means: "System role not supported" },
  {
    words:
      /api[ _-]?key|(?:subscription|access|secret) key|unauthori[sz]ed|authenticat|bearer|(?:invalid|expired) token/i,
    means: "it does not take the key (OPENAI_API_KEY)",
  },
  { words: /quota|billing|credit|balance|payment/i, means: "the account has nothing left to spend" },
  { words: /rate.?limit|too many requests/i, means: "its rate limit" },
  { words: /not a chat model|not (?:an? )?llm|embedding/i, means: "the model is none that chats; set MODEL" },
  {
    words:
      /(?:model|deployment).{0,120}(?:not found|not exist|not available|no such|unknown|not loaded|invalid)|(?:no such|unknown|invalid) model|no models? (?:loaded|found)|model_not_found/i,
    means: "it has no such model; set MODEL",
  },
  { words: /tool|function.?call/i, means: "tools" },
  { words: /loading|starting|warming/i, means: "it is still loading" },
  { words: /overloaded|capacity|busy|unavailable/i, means: "it is overloaded" },
];
