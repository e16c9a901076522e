import { entityReader } from "./entities.ts";
import { sentenceCutter } from "./sentences.ts";
import { spanReader } from "./spans.ts";
import type { Speaker } from "./speaker.ts";
import { spokenReader } from "./spoken.ts";

/** A piece is read so much at a time: who has heard enough spares the rest. */
const READ_AT_ONCE = 1_024;

/**
 * Of what a model writes only the words that its character would say aloud, sentence by sentence, each as soon as it is whole.
 * The same however the text comes in pieces; returns, and so ends the model's call, where the answer is over. The steps:
 * entities → spans between marks → sentences → how a sentence begins, plans, prose around speech, signs, loops.
 */
export async function* speech(pieces: AsyncIterable<string>, speaker: Speaker): AsyncGenerator<string> {
  const decoded = entityReader();
  const spans = spanReader(speaker);
  const cut = sentenceCutter();
  const spoken = spokenReader(speaker);
  const isOver = (): boolean => spans.isOver() || spoken.isOver();

  function* read(piece: string, isLast: boolean): Generator<string> {
    const text = spans.read(decoded(piece, isLast), isLast);
    for (const sentence of cut(text, isLast || spans.isOver())) {
      if (!spoken.isOver()) yield* spoken.read(sentence);
    }
  }

  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && !isOver(); at += READ_AT_ONCE)
      yield* read(piece.slice(at, at + READ_AT_ONCE), false);
    if (isOver()) break;
  }
  if (!isOver()) yield* read("", true);
  yield* spoken.end();
}
