import type { z } from "zod";

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** What is wrong with a field, for somebody who knows games and not zod: `is missing`, `must be text, not a number`. */
export function inWords(issue: RawIssue): string | undefined {
  if (issue.code === "invalid_type") return wrongType(issue);
  if (issue.code === "unrecognized_keys") return `has ${listed(issue.keys)}, which does not belong here`;
  if (issue.code === "invalid_value")
    return issue.input === undefined
      ? MISSING
      : `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
  if (issue.code === "too_small" || issue.code === "too_big") return wrongSize(issue);
  if (issue.code === "invalid_format") return FORMATS[issue.format];
  if (issue.code === "invalid_union") return wrongKind(issue);
  return undefined;
}

const MISSING = "is missing";

function wrongType({ expected, input }: Extract<RawIssue, { code: "invalid_type" }>): string {
  if (input === undefined) return MISSING;
  const isFraction = expected === "int" && typeof input === "number" && Number.isFinite(input);
  if (Number.isNaN(input)) return `must be ${TYPES[expected] ?? expected}`;
  return isFraction ? "must be a whole number" : `must be ${TYPES[expected] ?? expected}, not ${typeOf(input)}`;
}

function wrongSize(issue: Extract<RawIssue, { code: "too_small" | "too_big" }>): string {
  const isLeast = issue.code === "too_small";
  const bound = isLeast ? issue.minimum : issue.maximum;
  const limit = issue.inclusive === false ? (isLeast ? "over" : "under") : isLeast ? "at least" : "at most";
  const [one, many] = UNITS[issue.origin] ?? [];
  return one === undefined
    ? `must be ${limit} ${bound}`
    : `must have ${limit} ${bound} ${Number(bound) === 1 ? one : many}`;
}

function wrongKind({
  input,
  discriminator,
  options,
}: Extract<RawIssue, { code: "invalid_union" }>): string | undefined {
  if (discriminator === undefined) return undefined;
  const isGiven = typeof input === "object" && input !== null && discriminator in input;
  const known: unknown[] = Array.isArray(options) ? options : [];
  return isGiven ? `must be one of ${known.map(String).join(", ")}` : MISSING;
}

const listed = (names: string[]): string => names.map((name) => JSON.stringify(name)).join(", ");

function typeOf(input: unknown): string {
  if (input === null) return "null";
  if (Array.isArray(input)) return "a list";
  return TYPES[typeof input] ?? typeof input;
}

const TYPES: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  record: "an object",
};
const UNITS: Record<string, [one: string, many: string]> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
};
const FORMATS: Record<string, string> = {
  guid: "must be a UUID, as HttpService:GenerateGUID(false) makes them",
  uuid: "must be a UUID, as HttpService:GenerateGUID(false) makes them",
  datetime: "must be a time such as 2026-01-31T12:00:00Z",
};
