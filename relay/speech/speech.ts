import { entityReader } from "./entities.ts";
import { sentenceCutter } from "./sentences.ts";
import { spanReader } from "./spans.ts";
import type { Speaker } from "./speaker.ts";
import { type Spoken, spokenReader } from "./spoken.ts";

/**
 * Of what a model writes only the words that its character would say aloud, sentence by sentence, each as soon as it is whole.
 * The same however the text comes in pieces; returns where the answer is over, and asks for no more of it. The steps:
 * entities → spans between marks → sentences → how a sentence begins, plans, prose around speech, signs, loops.
 */
export async function* speech(pieces: AsyncIterable<string>, speaker: Speaker): AsyncGenerator<string> {
  const reader = speechReader(speaker);
  for await (const piece of pieces) {
    yield* performed(reader.read(piece), speaker);
    if (reader.isOver()) break;
  }
  yield* performed(reader.end(), speaker);
}

async function* performed(spoken: Iterable<Spoken>, { onCall }: Speaker): AsyncGenerator<string> {
  for (const each of spoken) {
    if (typeof each === "string") yield each;
    else await onCall?.(each.tool, each.args);
  }
}

/** A piece is read so much at a time: who has heard enough spares the rest. */
const READ_AT_ONCE = 1_024;

function speechReader(speaker: Speaker) {
  const decoded = entityReader();
  const spans = spanReader(speaker);
  const cut = sentenceCutter();
  const spoken = spokenReader(speaker, spans.calls);
  const isOver = (): boolean => spans.isOver() || spoken.isOver();

  return {
    isOver,
    *read(piece: string): Generator<Spoken> {
      for (let at = 0; at < piece.length && !isOver(); at += READ_AT_ONCE)
        yield* step(piece.slice(at, at + READ_AT_ONCE), false);
    },
    *end(): Generator<Spoken> {
      if (!isOver()) yield* step("", true);
      yield* spoken.end();
    },
  };

  function* step(piece: string, isLast: boolean): Generator<Spoken> {
    const text = spans.read(decoded(piece, isLast), isLast);
    const { whole, rest } = cut(text, isLast || spans.isOver());
    for (const sentence of whole) if (!spoken.isOver()) yield* spoken.read(sentence);
    if (spoken.isEnough() && LETTER.test(rest)) spoken.stop();
  }
}

const LETTER = /[\p{L}\p{N}]/u;
