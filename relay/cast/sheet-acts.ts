import { z } from "zod";
import { actName, argumentName } from "./act-set.ts";

const text = z.string().trim().min(1).max(60);
const value = z.union([text, z.int(), z.boolean()]);
const values = z.array(value).min(1).max(40);
const bounds = z
  .strictObject({ min: z.int().optional(), max: z.int().optional() })
  .refine(({ min = -Infinity, max = Infinity }) => min <= max, "min must not be over max");

/** What a sheet allows of one act's arguments. */
export type Narrowing = z.infer<typeof narrowing>;
const narrowing = z.union(
  [z.literal(true), z.array(text).min(1).max(40), z.record(argumentName, z.union([values, bounds]))],
  {
    error: "must be true, a list of what its argument may be, or for each argument a list or { min, max }",
  },
);

/** The acts of a sheet: those that its NPC may do, and with which arguments. */
export const sheetActs = z.record(actName, narrowing);

/** An act as a sheet has the rehearsal model do it: `{ act: open_gate, minutes: 3 }`. */
export const rehearsedAct = z.object({ act: actName }).catchall(value);

interface Answer {
  wave?: true | undefined;
  give?: string | undefined;
  do?: z.infer<typeof rehearsedAct> | undefined;
}

/** What the NPC does with an answer of its rehearsal. `wave` and `give` are short for the two most common acts. */
export function actOf({
  wave,
  give,
  do: general,
}: Answer): { name: string; args: Record<string, unknown> } | undefined {
  if (general !== undefined) {
    const { act, ...args } = general;
    return { name: act, args };
  }
  if (give !== undefined) return { name: "give_item", args: { item: give } };
  return wave && { name: "wave", args: {} };
}

interface Played {
  acts: z.infer<typeof sheetActs>;
  rehearsal: { answers: Answer[] };
}

/** Where a rehearsal does what its sheet does not allow, each with what is wrong. */
export function misplacedActs({ acts, rehearsal }: Played): { path: PropertyKey[]; message: string }[] {
  return rehearsal.answers.flatMap((answer, at) => {
    const act = actOf(answer);
    const field = answer.do !== undefined ? "do" : "give";
    if (act === undefined || act.name === "wave") return [];
    const allowed = Object.hasOwn(acts, act.name) ? acts[act.name] : undefined;
    const message = allowed === undefined ? `acts has no ${act.name}` : wrongIn(act, allowed);
    return message === undefined ? [] : [{ path: ["rehearsal", "answers", at, field], message }];
  });
}

function wrongIn(
  { name, args }: { name: string; args: Record<string, unknown> },
  allowed: Narrowing,
): string | undefined {
  if (allowed === true) return undefined;
  const given = Object.values(args);
  if (Array.isArray(allowed)) {
    const isListed = given.some((one) => allowed.some((entry) => entry === one));
    return isListed ? undefined : `${JSON.stringify(given[0] ?? "")} is not one of acts.${name}`;
  }
  const wrong = Object.entries(allowed).find(([argument, range]) => !isIn(range, args[argument]));
  return wrong && `${wrong[0]} is not what acts.${name} allows`;
}

const isIn = (range: z.infer<typeof values> | z.infer<typeof bounds>, given: unknown): boolean =>
  Array.isArray(range)
    ? range.some((entry) => entry === given)
    : typeof given === "number" && given >= (range.min ?? -Infinity) && given <= (range.max ?? Infinity);
