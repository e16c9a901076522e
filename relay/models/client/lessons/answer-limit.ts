import { without } from "../../../lib/without.ts";
import type { ChatRequest } from "../../chat.ts";
import type { Lesson } from "./lesson.ts";

/** The model writes no more at once. */
export function longestAnswer(said: string, body: ChatRequest): Lesson | undefined {
  const given = Number(body["max_completion_tokens"] ?? body["max_tokens"]);
  if (!/max_(?:completion_|output_|new_)?tokens|completion tokens|output tokens|maximum tokens/.test(said))
    return undefined;
  if (
    !/too (?:large|high|big)|at most|less than|lower than|greater than|exceed|up to|maximum|between|range|<=/.test(said)
  )
    return undefined;
  const most = numbersIn(said).filter((number) => number >= 16 && number < given);
  if (most.length === 0) return undefined;
  const limit = Math.max(...most);
  const within = (name: string, rest: ChatRequest) =>
    typeof rest[name] === "number" ? { [name]: Math.min(rest[name], limit) } : {};
  return {
    key: "longest answer",
    does: `answers have ${limit} tokens at most`,
    change: (rest) => ({ ...rest, ...within("max_completion_tokens", rest), ...within("max_tokens", rest) }),
  };
}

/** Old servers know one name, new ones the other, some none. */
export function limitByName(said: string, body: ChatRequest): Lesson | undefined {
  if ("max_completion_tokens" in body && said.includes("max_completion_tokens"))
    return {
      key: "answer's limit",
      does: "the answer's limit is called max_tokens",
      change: ({ max_completion_tokens, ...rest }) =>
        max_completion_tokens === undefined ? rest : { ...rest, max_tokens: max_completion_tokens },
    };
  if ("max_tokens" in body && said.includes("max_tokens"))
    return {
      key: "answer's limit",
      does: "the answer has no limit",
      change: (rest) => without(rest, "max_completion_tokens", "max_tokens"),
    };
  return undefined;
}

const numbersIn = (said: string): number[] => (said.match(/\d{2,7}/g) ?? []).map(Number);
