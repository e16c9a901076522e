import type { Screened } from "../store/schema.ts";
import { updateTurn } from "../store/turns.ts";
import { speak, tell } from "./speak.ts";
import type { LiveTurn } from "./turn-context.ts";
import { untilStored } from "./until-stored.ts";

/**
 * Self-harm, abuse and illness are nothing for an NPC: the player is shown where there is help, and nothing of it is kept.
 * Other things that must not go on are asked for in other words. The talk goes on.
 */
export async function divert(live: LiveTurn, screened: Screened): Promise<void> {
  const { context, turn, progress } = live;
  progress.mind = "guard";
  const words = context.phrasebook.wordsFor(turn.locale ?? "en");
  const change = { text: "", screened };
  live.turn = { ...turn, ...change };
  await untilStored(live, () => updateTurn(context.db, turn.id, change, turn.fence));
  if (screened !== "refused") await tell(live, { kind: "care", turn: turn.id, ...words.care[screened] });
  await speak(live, screened === "refused" ? words.sayOtherwise : words.stepOut);
}
