import { foldedText } from "../normalise.ts";
import { PIECE, piecesOf } from "./pieces.ts";
import { bones, readingsOf, stepsOf } from "./readings.ts";

/** A text that may be spoken about, but not recited. */
export interface Kept<Kind extends string> {
  kind: Kind;
  text: string;
  /** So many letters of the text in a row are a recital; of a text that is hardly longer, four fifths of it. */
  run: number;
  /** So many letters of it, in pieces of a dozen or more, are one too. */
  total: number;
}

export interface Recital<Kind extends string> {
  /** Hears one answer, sentence by sentence; says of which text it has become a recital. */
  begin(): (sentence: string) => Kind | undefined;
}

/** Pieces may lie across the end of a sentence. */
const TAIL = 120;
const SHORTEST_RUN = 24;
/** Shorter sentences are heard together, since all before them is heard again each time. */
const SHORTEST_HEARD = 24;

/** Keeps texts from being recited, but for what is also in one of the `spoken` ones. */
export function keepFromRecital<Kind extends string>(texts: Kept<Kind>[], spoken: string[]): Recital<Kind> {
  const parts: (Kept<Kind> & { steps: Uint16Array; from: number; to: number })[] = [];
  let length = 0;
  for (const kept of [...texts, ...texts.map(boned)]) {
    const steps = stepsOf(foldedText(kept.text)).slice();
    parts.push({ ...kept, steps, from: length, to: length + steps.length + 1 });
    length += steps.length + PIECE;
  }
  const whole = new Uint16Array(length);
  for (const { steps, from } of parts) whole.set(steps, from);
  const free = spoken.flatMap((text) => [text, boned({ text }).text]).map((text) => stepsOf(foldedText(text)).slice());
  const pieces = piecesOf(whole, free);
  const words = new Set(texts.flatMap(({ text }) => wordsIn(text)));

  const begin = () => {
    /** Most answers need none. */
    let told: Uint8Array | undefined;
    let before = "";
    let unheard = "";
    return (sentence: string): Kind | undefined => {
      unheard += ` ${sentence}`;
      if (unheard.length < SHORTEST_HEARD) return undefined;
      const text = before + unheard;
      before = text.slice(-TAIL);
      unheard = "";
      const places: number[] = [];
      for (const reading of readingsOf(text, words)) pieces.find(stepsOf(reading), (place) => places.push(place));
      if (places.length === 0) return undefined;
      const marks = (told ??= new Uint8Array(length));
      for (const place of places) marks.fill(1, place, place + PIECE);
      return parts.find((part) => isRecited(marks.subarray(part.from, part.to), part))?.kind;
    };
  };
  return { begin };
}

function isRecited(told: Uint8Array, { run, total }: Pick<Kept<string>, "run" | "total">): boolean {
  const enough = Math.min(run, Math.max(SHORTEST_RUN, 0.8 * told.length));
  let sum = 0;
  let row = 0;
  for (const letter of told) {
    row = letter === 1 ? row + 1 : 0;
    sum += letter;
    if (row >= enough || sum >= total) return true;
  }
  return false;
}

/** Of a text's letters three fifths are no vowels. */
function boned<T extends { text: string; run?: number; total?: number }>({ text, run = 0, total = 0, ...rest }: T) {
  return { ...rest, text: bones(foldedText(text)), run: 0.6 * run, total: 0.6 * total };
}

const wordsIn = (text: string): string[] => foldedText(text).match(/\p{L}+/gu) ?? [];
