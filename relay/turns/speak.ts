import type { TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { now } from "../observe/clock.ts";
import { Cut, whyStopped } from "./cut.ts";
import { lineAfterAct } from "./end-turn.ts";
import type { LiveTurn } from "./turn-context.ts";
import { untilStored } from "./until-stored.ts";

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
  await tell(live, { kind: "beat", turn: live.turn.id, text });
  // A player who has not been told it gets a line of the NPC's own.
  live.progress.beats.push(text);
}

/** To the place server, in order, as soon as the store takes it; without one the progress is all that there is. */
export function tell(live: LiveTurn, event: TurnEvent): Promise<void> {
  const { context, turn, progress, abort } = live;
  progress.firstBeatAt ??= now();
  const { server, fence } = turn;
  if (server === null) return Promise.resolve();
  // What is told for the sake of an abort, as a care card is, does not end with it.
  const until = abort.signal.aborted ? undefined : abort.signal;
  const telling = live.telling.then(() => {
    const to = { server, fence, nth: ++progress.told };
    return untilStored(live, () => context.feed.publish(to, event), until);
  });
  live.telling = telling.catch(() => undefined);
  return telling;
}
