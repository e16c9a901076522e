import type { Act, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { now } from "../observe/clock.ts";
import type { Turn } from "../store/turns.ts";
import type { TurnContext } from "./turn-context.ts";

/** What of a turn has come so far. */
export interface Progress {
  beats: string[];
  acts: Act[];
  firstBeatAt: number | null;
  /** Who answers. */
  mind: string;
  /** The answer has ended or was cut: the NPC does nothing more, whatever its model still calls for. */
  isOver: boolean;
}

export async function speak(context: TurnContext, turn: Turn, progress: Progress, text: string): Promise<void> {
  progress.beats.push(text);
  await tell(context, turn, progress, { kind: "beat", turn: turn.id, text });
}

/** To the place server; without one the progress is all that there is. */
export async function tell(context: TurnContext, turn: Turn, progress: Progress, event: TurnEvent): Promise<void> {
  progress.firstBeatAt ??= now();
  if (turn.server !== null) await context.feed.publish(turn.server, event);
}
