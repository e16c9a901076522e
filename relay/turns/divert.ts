import type { Screened } from "../store/schema.ts";
import { type Turn, updateTurn } from "../store/turns.ts";
import { type Progress, speak, tell } from "./progress.ts";
import type { Stage } from "./turn-context.ts";

/**
 * Self-harm, abuse and illness are nothing for an NPC: the player is shown where there is help, and nothing of it is kept.
 * Other things that must not go on are asked for in other words. The talk goes on.
 */
export async function stepOut(stage: Stage, turn: Turn, progress: Progress, screened: Screened): Promise<void> {
  progress.mind = "guard";
  const words = stage.phrasebook.wordsFor(turn.locale ?? "en");
  await updateTurn(stage.db, turn.id, { text: "", screened });
  if (screened !== "refused")
    await tell(stage, turn, progress, { kind: "care", turn: turn.id, ...words.care[screened] });
  await speak(stage, turn, progress, screened === "refused" ? words.sayOtherwise : words.stepOut);
}
