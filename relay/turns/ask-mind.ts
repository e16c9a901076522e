import { untilAborted } from "../lib/abort.ts";
import type { Question } from "../minds/mind.ts";
import { whyStopped } from "./cut.ts";
import type { LiveTurn } from "./turn-context.ts";

/** After an abort a mind has so long to stop before the next turn of the conversation begins. */
const WIND_DOWN_MS = 2_000;

/**
 * The mind's answer, in pieces as they come. It is asked when the first one is wanted.
 * @throws {Cut} or {Diversion} at once on an abort: what came last is then half a sentence.
 */
export async function* askMind(live: LiveTurn, question: Question): AsyncGenerator<string> {
  const { signal: stopped } = live.abort;
  const { signal } = live.enough;
  const { pieces, settled } = untilAborted(live.context.mind.answer(question, signal), signal, WIND_DOWN_MS);
  live.settled = Promise.all([live.settled, settled]).then(() => undefined);
  yield* pieces;
  if (stopped.aborted) throw whyStopped(stopped);
}
