import type { ActArgument } from "../../game/townsfolk/wire/contract.ts";
import type { Narrowing } from "../cast/sheet-acts.ts";

type Value = string | number | boolean;

/** An argument as the game declared it, with no more of its values than the sheet allows. */
export type AllowedArgument = ActArgument & { only?: Value[] };

/** Undefined where nothing is left that both would have. */
export function narrowed(argument: ActArgument, allowed: Range | undefined): AllowedArgument | undefined {
  if (allowed === undefined) return argument;
  if (Array.isArray(allowed)) {
    const only = allowed.flatMap((value) => valueOf(argument, value) ?? []);
    return only.length > 0 ? { ...argument, only } : undefined;
  }
  if (argument.type !== "whole") return undefined;
  const min = Math.max(argument.min, allowed.min ?? argument.min);
  const max = Math.min(argument.max, allowed.max ?? argument.max);
  return min <= max ? { ...argument, min, max } : undefined;
}

type Range = Extract<Narrowing, Record<string, unknown>>[string];

/** As a JSON schema. */
export function schemaOf({ only, ...argument }: AllowedArgument): Record<string, unknown> {
  const values = only !== undefined && { enum: only };
  if (argument.type === "flag") return { type: "boolean", ...values };
  if (argument.type === "whole") return { type: "integer", minimum: argument.min, maximum: argument.max, ...values };
  if (argument.type === "choice") return { type: "string", enum: only ?? argument.of };
  return { type: "string", ...(values || { maxLength: argument.max }) };
}

/**
 * What a model gave, as it was declared: in the declared spelling, and a number or a truth also where it is written as text.
 * Undefined where it is not allowed. What can only be one value need not be said.
 */
export function valueOf(argument: AllowedArgument, given: unknown): Value | undefined {
  const values = argument.only ?? (argument.type === "choice" ? argument.of : undefined);
  const value = given ?? (values?.length === 1 ? values[0] : undefined);
  const declared = typed(argument, value);
  if (values === undefined || declared === undefined) return declared;
  return values.find((one) => one === declared) ?? values.find((one) => plain(one) === plain(declared));
}

function typed(argument: ActArgument, given: unknown): Value | undefined {
  const text = typeof given === "string" ? given.trim() : given;
  if (argument.type === "flag")
    return text === true || text === "true" ? true : text === false || text === "false" ? false : undefined;
  if (argument.type === "whole") {
    const number = typeof text === "string" && /^[+-]?\d{1,16}$/.test(text) ? Number(text) : text;
    const isWithin = Number.isSafeInteger(number) && Number(number) >= argument.min && Number(number) <= argument.max;
    return isWithin ? Number(number) : undefined;
  }
  if (typeof text !== "string" && typeof text !== "number") return undefined;
  const words = String(text);
  if (argument.type === "choice") return words;
  const isText = words !== "" && words.isWellFormed() && !/\p{Cc}/u.test(words);
  return isText && Array.from(words).length <= argument.max ? words : undefined;
}

/** Small models write what they were given in other letters. */
const plain = (value: Value): string =>
  String(value)
    .toLowerCase()
    .replace(/[\s_]+/g, " ")
    .trim();

/** What an argument may be, in words for the model. */
export function rangeOf({ name, only, ...argument }: AllowedArgument): string {
  const values = only ?? (argument.type === "choice" ? argument.of : undefined);
  if (values !== undefined) return `${name} must be one of: ${values.join(", ")}`;
  if (argument.type === "whole") return `${name} must be a whole number from ${argument.min} to ${argument.max}`;
  return argument.type === "text"
    ? `${name} must be a text of ${argument.max} characters at most`
    : `${name} must be true or false`;
}
