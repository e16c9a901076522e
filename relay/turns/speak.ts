import type { TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { now } from "../observe/clock.ts";
import { Cut, whyStopped } from "./cut.ts";
import { lineAfterAct } from "./end-turn.ts";
import type { LiveTurn } from "./turn-context.ts";

/** Tells an answer, sentence by sentence. @throws {Cut} where it was stopped, or is none. */
export async function speakAll(live: LiveTurn, said: AsyncIterable<string>): Promise<void> {
  const { abort, progress } = live;
  for await (const sentence of said) await speak(live, sentence);
  await live.cleared;
  if (abort.signal.aborted) throw whyStopped(abort.signal);
  if (progress.beats.length + progress.acts.length === 0) throw new Cut("mind_failed");
  if (progress.beats.length === 0) await speak(live, lineAfterAct(live.context.cast.find(live.turn.npc), live.turn.id));
}

export async function speak(live: LiveTurn, text: string): Promise<void> {
  live.progress.beats.push(text);
  await tell(live, { kind: "beat", turn: live.turn.id, text });
}

/** To the place server; without one the progress is all that there is. */
export async function tell({ context, turn, progress }: LiveTurn, event: TurnEvent): Promise<void> {
  const { server, fence } = turn;
  progress.firstBeatAt ??= now();
  if (server !== null) await context.feed.publish({ server, fence }, event);
}
