import { withPlayerName } from "../cast/player-name.ts";
import type { Sheet } from "../cast/sheet.ts";
import type { Database } from "../store/store.ts";
import { holdTurn } from "../store/turns.ts";
import { actFrom, type AllowedAct } from "../tools/acts.ts";
import { isMemoryTool, performMemoryTool } from "../tools/memory-tools.ts";
import { actId } from "./settle.ts";
import { tell } from "./speak.ts";
import type { LiveTurn } from "./turn-context.ts";

/** Does what a model calls for, if its sheet allows it; answers with what the model is told. */
export async function performTool(
  live: LiveTurn,
  { sheet, acts }: { sheet: Sheet; acts: AllowedAct[] },
  { tool, args }: { tool: string; args: unknown },
): Promise<string> {
  const { context, turn, progress } = live;
  if (isMemoryTool(tool)) {
    const isLeak = context.guardLeaks(sheet, [turn.player])(stringsIn(args)) !== undefined;
    if (isLeak) return "That is nothing about the player.";
    const whose = (tx: Database): Promise<string> => holdTurn(tx, turn).then(() => turn.player);
    return performMemoryTool(context.db, sheet, whose, tool, args);
  }
  const asked = actFrom(acts, tool, args);
  if ("refused" in asked) return asked.refused;
  const { act, declared } = asked;
  for (const { name, type, only } of declared.args) {
    if (type !== "text" || only !== undefined) continue;
    const words = withPlayerName({ callsPlayersByName: false }, String(act[name]));
    // A free text may end up on a sign for all to read: it is judged as what the NPC says is.
    const isLeak = context.guardLeaks(sheet, [turn.player])(words) !== undefined;
    if (isLeak || (await context.moderator.judge(words, "player", undefined, turn)).kind !== "passed")
      return `You cannot do that with this ${name}.`;
    act[name] = words;
  }
  // The answer may have been cut while it was judged.
  if (progress.isOver) return "The player has turned away.";
  progress.acts.push(act);
  const id = actId(turn.fence);
  // Begun before it is told, so that a quick game finds it. Without a place server whoever asked carries it out.
  const outcome = turn.server !== null && declared.waits ? context.acts.begin(turn.universe, id) : "Done.";
  await tell(live, { kind: "act", turn: turn.id, id, act });
  return outcome;
}

const stringsIn = (args: unknown): string =>
  Object.values(args ?? {})
    .filter((value) => typeof value === "string")
    .join(" ");
