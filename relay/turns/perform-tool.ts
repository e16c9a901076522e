import { randomUUID } from "node:crypto";
import type { Sheet } from "../cast/sheet.ts";
import { actFrom, waitsForResult } from "../tools/acts.ts";
import { isMemoryTool, performMemoryTool } from "../tools/memory-tools.ts";
import { tell } from "./speak.ts";
import type { LiveTurn } from "./turn-context.ts";

/** Does what a model calls for, if its sheet allows it; answers with what the model is told. */
export async function performTool(
  live: LiveTurn,
  sheet: Sheet,
  { tool, args }: { tool: string; args: unknown },
): Promise<string> {
  const { context, turn, progress } = live;
  if (isMemoryTool(tool)) {
    const isLeak = context.guardLeaks(sheet, [turn.player])(stringsIn(args)) !== undefined;
    return isLeak ? "That is nothing about the player." : performMemoryTool(context.db, sheet, turn.player, tool, args);
  }
  const act = actFrom(sheet, tool, args);
  if ("refused" in act) return act.refused;
  progress.acts.push(act);
  const id = randomUUID();
  // Begun before it is told, so that a quick game finds it. Without a place server whoever asked carries it out.
  const outcome = turn.server !== null && waitsForResult(act) ? context.acts.begin(turn.universe, id) : "Done.";
  await tell(live, { kind: "act", turn: turn.id, id, act });
  return outcome;
}

const stringsIn = (args: unknown): string =>
  Object.values(args ?? {})
    .filter((value) => typeof value === "string")
    .join(" ");
