import { withoutEmoji } from "./emoji.ts";
import { entityReader } from "./entities.ts";
import { AMPERSAND, kindsIn, MARK, RARE, STOP } from "./kinds.ts";
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
    const read = reader.read(piece);
    if (read === NOTHING) continue;
    for (const each of read)
      if (typeof each === "string") yield each;
      else await speaker.onCall?.(each.tool, each.args);
    if (reader.isOver()) break;
  }
  for (const each of reader.end())
    if (typeof each === "string") yield each;
    else await speaker.onCall?.(each.tool, each.args);
  speaker.onEnd?.(reader.closedThought());
}

/** A piece is read so much at a time: who has heard enough spares the rest. */
const READ_AT_ONCE = 1_024;
/** Thoughts may be long; who writes more than this writes no answer. */
const READ_AT_MOST = 64_000;

function speechReader(speaker: Speaker) {
  const decoded = entityReader();
  const spans = spanReader(speaker);
  const cutter = sentenceCutter();
  const spoken = spokenReader(speaker, spans.calls);
  let held = "";
  let heldKinds = 0;
  let length = 0;
  /** Words alone change nothing now: they wait for what does. */
  let isQuiet = false;
  const isOver = (): boolean => spans.isOver() || spoken.isOver() || length > READ_AT_MOST;

  return { read, end, isOver, closedThought: spans.closedThought };

  function read(piece: string): Spoken[] {
    const pieceKinds = kindsIn(piece);
    held += piece;
    heldKinds |= pieceKinds;
    if (isQuiet && held.length < READ_AT_ONCE && isPlain(piece, pieceKinds)) return NOTHING;
    const text = held;
    const kinds = heldKinds;
    held = "";
    heldKinds = 0;
    const out: Spoken[] = [];
    for (let at = 0; at < text.length && !isOver(); at += READ_AT_ONCE)
      step(text.slice(at, at + READ_AT_ONCE), kinds, false, out);
    isQuiet = spans.isThinking() || isLull();
    return out;
  }

  function end(): Spoken[] {
    const out: Spoken[] = [];
    if (!isOver()) step(held, heldKinds, true, out);
    return [...out, ...spoken.end()];
  }

  /** Amid a sentence that is wanted. */
  function isLull(): boolean {
    return spans.isIdle() && !cutter.mayEnd() && !spoken.isEnough();
  }

  function step(piece: string, kinds: number, isLast: boolean, out: Spoken[]): void {
    length += piece.length;
    const text = decoded(piece, isLast, kinds);
    const plain = spans.read(text, isLast, text === piece ? kinds : ALL);
    const between = (kinds & (RARE | AMPERSAND)) !== 0 ? withoutEmoji(plain) : plain;
    cutter.add(between, between === piece ? kinds : ALL);
    const isAll = isLast || spans.isOver();
    for (let next = cutter.next(isAll); next !== undefined; next = cutter.next(isAll))
      if (!spoken.isOver()) out.push(...spoken.read(next, cutter.kinds()));
    const next = spoken.isEnough() ? cutter.rest().search(LETTER) : -1;
    if (next >= 0) out.push(...spoken.stop(cutter.rest().slice(0, next)));
  }
}

const NOTHING: Spoken[] = [];

function isPlain(piece: string, all: number): boolean {
  const kinds = all & (AMPERSAND | MARK | STOP | RARE);
  return kinds === 0 || (kinds === RARE && RARE_WORDS.test(piece));
}

const RARE_WORDS = /^[\p{L}\p{M}\p{N} ,'’-]*$/u;
/** What an entity stood for, or what was left of marks. */
const ALL = ~0;
const LETTER = /[\p{L}\p{N}]/u;
