import type { Act, ActDeclaration } from "../../game/townsfolk/wire/contract.ts";
import type { Sheet } from "../cast/sheet.ts";
import type { Narrowing } from "../cast/sheet-acts.ts";
import { type AllowedArgument, narrowed, rangeOf, schemaOf, valueOf } from "./act-arguments.ts";
import type { Tool } from "./tool.ts";

/** An act that the game declared and that a sheet allows, as narrowly as both say. */
export interface AllowedAct extends Omit<ActDeclaration, "args"> {
  args: AllowedArgument[];
}

/** The acts of an NPC: declared, allowed by its sheet and, where the game says so, `offered` just now. */
export function actsFor(sheet: Pick<Sheet, "acts">, declared: ActDeclaration[], offered?: string[]): AllowedAct[] {
  return declared
    .filter(({ name }) => Object.hasOwn(sheet.acts, name) && (offered?.includes(name) ?? true))
    .flatMap((act) => {
      const allowed = allow(act, sheet.acts[act.name] ?? true);
      return typeof allowed === "string" ? [] : [allowed];
    });
}

/** What a sheet has among its acts that comes to nothing with what is declared, and why. */
export function misfitsOf(sheet: Pick<Sheet, "acts">, declared: ActDeclaration[]): { act: string; why: string }[] {
  return Object.entries(sheet.acts).flatMap(([name, narrowing]) => {
    const act = declared.find((one) => one.name === name);
    const allowed = act === undefined ? "it is not declared" : allow(act, narrowing);
    return typeof allowed === "string" ? [{ act: name, why: allowed }] : [];
  });
}

/** The tool that an act is to the model. */
export const toolOf = ({ name, description, args }: AllowedAct): Tool => ({
  name,
  description,
  parameters: {
    type: "object",
    properties: Object.fromEntries(args.map((argument) => [argument.name, schemaOf(argument)])),
    required: args.map((argument) => argument.name),
    additionalProperties: false,
  },
});

/** What the model asked for, if it is allowed; else the words that tell the model why not. What is not declared is dropped. */
export function actFrom(
  acts: AllowedAct[],
  tool: string,
  args: unknown,
): { act: Act; declared: AllowedAct } | { refused: string } {
  const declared = acts.find(({ name }) => name === tool);
  if (declared === undefined) return { refused: `You cannot do ${JSON.stringify(tool).slice(0, 60)} now.` };
  const given = new Map(Object.entries(typeof args === "object" && args !== null ? args : {}));
  const act: Act = { name: tool };
  for (const argument of declared.args) {
    const value = valueOf(argument, given.get(argument.name));
    if (value === undefined) return { refused: `You cannot do that: ${rangeOf(argument)}.` };
    act[argument.name] = value;
  }
  return { act, declared };
}

function allow(act: ActDeclaration, narrowing: Narrowing): AllowedAct | string {
  if (narrowing === true) return act;
  const ranges = Array.isArray(narrowing) ? rangeOfTheOnly(act, narrowing) : new Map(Object.entries(narrowing));
  if (ranges === undefined) return "a list narrows an act with one argument only";
  const strange = [...ranges.keys()].find((name) => !act.args.some((argument) => argument.name === name));
  if (strange !== undefined) return `it has no argument ${strange}`;
  const args: AllowedArgument[] = [];
  for (const argument of act.args) {
    const left = narrowed(argument, ranges.get(argument.name));
    if (left === undefined) return `the game takes none of what the sheet allows for ${argument.name}`;
    args.push(left);
  }
  return { ...act, args };
}

type Ranges = Map<string, Parameters<typeof narrowed>[1]>;

/** A list is of the only argument, or else of the only one that is a text or a choice. */
function rangeOfTheOnly({ args }: ActDeclaration, list: string[]): Ranges | undefined {
  const texts = args.length === 1 ? args : args.filter(({ type }) => type === "text" || type === "choice");
  const [only, another] = texts;
  return only && !another ? new Map([[only.name, list]]) : undefined;
}
