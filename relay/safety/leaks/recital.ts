import { fold } from "../normalise.ts";
import { bones, readingsOf, steps } from "./readings.ts";

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

/** Letters in the smallest piece that counts. Shorter ones are in everybody's mouth. */
const PIECE = 12;
/** Pieces may lie across the end of a sentence. */
const TAIL = 120;
const SHORTEST_RUN = 24;
/** Shorter sentences are heard together, since all before them is heard again each time. */
const SHORTEST_HEARD = 24;

/** Keeps texts from being recited, but for what is also in one of the `spoken` ones. */
export function keepFromRecital<Kind extends string>(texts: Kept<Kind>[], spoken: string[]): Recital<Kind> {
  /** Where a piece stands: all texts one after the other, with a gap between. */
  const places = new Map<string, number>();
  const parts: (Kept<Kind> & { from: number; to: number })[] = [];
  let length = 0;
  for (const kept of [...texts, ...texts.map(boned)]) {
    const pieces = piecesOf(kept.text);
    pieces.forEach((piece, at) => places.set(piece, length + at));
    parts.push({ ...kept, from: length, to: length + pieces.length + PIECE });
    length += pieces.length + PIECE;
  }
  for (const piece of spoken.flatMap((text) => [...piecesOf(text), ...piecesOf(boned({ text }).text)]))
    places.delete(piece);
  const words = new Set(texts.flatMap(({ text }) => wordsIn(text)));

  const begin = () => {
    const told = new Uint8Array(length);
    let before = "";
    let unheard = "";
    return (sentence: string): Kind | undefined => {
      unheard += ` ${sentence}`;
      if (unheard.length < SHORTEST_HEARD) return undefined;
      const text = before + unheard;
      before = text.slice(-TAIL);
      unheard = "";
      const isAny = readingsOf(text, words).map((reading) => mark(told, places, reading));
      if (!isAny.includes(true)) return undefined;
      return parts.find((part) => isRecited(told.subarray(part.from, part.to), part))?.kind;
    };
  };
  return { begin };
}

/** Answers with whether any piece of the texts is in the reading. */
function mark(told: Uint8Array, places: ReadonlyMap<string, number>, reading: string): boolean {
  let isAny = false;
  for (let at = 0; at + PIECE <= reading.length; at++) {
    const place = places.get(reading.slice(at, at + PIECE));
    if (place === undefined) continue;
    told.fill(1, place, place + PIECE);
    isAny = true;
  }
  return isAny;
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
  return { ...rest, text: bones(fold(text).text), run: 0.6 * run, total: 0.6 * total };
}

function piecesOf(text: string): string[] {
  const whole = steps(fold(text).text);
  return Array.from({ length: Math.max(0, whole.length - PIECE + 1) }, (_, at) => whole.slice(at, at + PIECE));
}

const wordsIn = (text: string): string[] => fold(text).text.match(/\p{L}+/gu) ?? [];
