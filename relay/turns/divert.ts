import type { Screened } from "../store/schema.ts";
import { type Turn, updateTurn } from "../store/turns.ts";
import { type Progress, speak, tell } from "./progress.ts";
import type { TurnContext } from "./turn-context.ts";

/**
 * Self-harm, abuse and illness are nothing for an NPC: the player is shown where there is help, and nothing of it is kept.
 * Other things that must not go on are asked for in other words. The talk goes on.
 */
export async function divert(context: TurnContext, turn: Turn, progress: Progress, screened: Screened): Promise<void> {
  progress.mind = "guard";
  const words = context.phrasebook.wordsFor(turn.locale ?? "en");
  await updateTurn(context.db, turn.id, { text: "", screened });
  if (screened !== "refused")
    await tell(context, turn, progress, { kind: "care", turn: turn.id, ...words.care[screened] });
  await speak(context, turn, progress, screened === "refused" ? words.sayOtherwise : words.stepOut);
}
