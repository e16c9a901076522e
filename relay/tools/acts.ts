import { z } from "zod";
import type { Act, Same } from "../../game/townsfolk/wire/contract.ts";
import type { Sheet } from "../cast/sheet.ts";
import type { Tool } from "./tool.ts";

/** The tools that a sheet's acts are to the model. */
export function toolsOf(sheet: Sheet): Tool[] {
  const tools: Tool[] = [];
  if (sheet.acts.wave)
    tools.push({
      name: "wave",
      description: "Wave at the player, as a greeting or goodbye.",
      parameters: objectOf({}),
    });
  if (sheet.acts.give_item) {
    tools.push({
      name: "give_item",
      description: "Give the player one thing into the hand. The result says whether it worked.",
      parameters: objectOf({ item: { type: "string", enum: sheet.acts.give_item } }),
    });
  }
  return tools;
}

/** What the model asked for, if the sheet allows it; else the words that tell the model why not. */
export function actFrom(sheet: Sheet, tool: string, args: unknown): Act | { refused: string } {
  const act = actSchema.safeParse({ ...(typeof args === "object" ? args : {}), name: tool });
  if (!act.success)
    return { refused: `There is no such act as ${JSON.stringify(tool).slice(0, 60)} with these arguments.` };
  const allowed =
    act.data.name === "wave" ? sheet.acts.wave === true : sheet.acts.give_item?.includes(act.data.item) === true;
  return allowed ? act.data : { refused: "You do not have that to give." };
}

/** `give_item` changes what the player owns, so the NPC has to know how it went; a wave needs no answer. */
export const waitsForResult = (act: Act): boolean => act.name === "give_item";

const actSchema = z.discriminatedUnion("name", [
  z.object({ name: z.literal("wave") }),
  z.object({ name: z.literal("give_item"), item: z.string() }),
]);
true satisfies Same<z.infer<typeof actSchema>, Act>;

const objectOf = (properties: Record<string, unknown>): Tool["parameters"] => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
