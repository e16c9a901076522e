import { foldedText } from "../normalise.ts";
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
  const mark = markerOf(places);
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
      let isAny = false;
      for (const reading of readingsOf(text, words)) isAny = mark(told, stepsOf(reading)) || isAny;
      if (!isAny) return undefined;
      return parts.find((part) => isRecited(told.subarray(part.from, part.to), part))?.kind;
    };
  };
  return { begin };
}

/** What marks the pieces of the texts that are in the steps of a reading as told, and answers with whether there is any. */
function markerOf(places: ReadonlyMap<string, number>): (told: Uint8Array, steps: Uint16Array) => boolean {
  // Nearly all pieces of an answer are of no text: a hash that rolls along tells so, and none of them is cut out.
  const isPossible = new Uint8Array(SLOTS);
  for (const piece of places.keys())
    rolled(codesOf(piece), (slot) => {
      isPossible[slot] = 1;
    });
  return (told, steps) => {
    let isAny = false;
    rolled(steps, (slot, end) => {
      const place = isPossible[slot] === 1 ? places.get(written(steps.subarray(end - PIECE, end))) : undefined;
      if (place === undefined) return;
      told.fill(1, place, place + PIECE);
      isAny = true;
    });
    return isAny;
  };
}

const codesOf = (text: string): Uint16Array =>
  Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

const written = ({ buffer, byteOffset, byteLength }: Uint16Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("utf16le");

/** Tells the slot of each piece, and where the piece ends. https://en.wikipedia.org/wiki/Rolling_hash */
function rolled(codes: Uint16Array, tell: (slot: number, end: number) => void): void {
  let hash = 0;
  for (let at = 0; at < codes.length; at++) {
    hash = (Math.imul(hash, BASE) + (codes[at] ?? 0)) | 0;
    if (at >= PIECE) hash = (hash - Math.imul(codes[at - PIECE] ?? 0, BASE_TO_PIECE)) | 0;
    if (at >= PIECE - 1) tell((hash ^ (hash >>> 15)) & (SLOTS - 1), at + 1);
  }
}

/** A power of two, some times as many as a sheet has pieces. */
const SLOTS = 65_536;
const BASE = 0x01000193;
const BASE_TO_PIECE = Array.from({ length: PIECE }).reduce<number>((power) => Math.imul(power, BASE), 1);

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

function piecesOf(text: string): string[] {
  const whole = written(stepsOf(foldedText(text)));
  return Array.from({ length: Math.max(0, whole.length - PIECE + 1) }, (_, at) => whole.slice(at, at + PIECE));
}

const wordsIn = (text: string): string[] => foldedText(text).match(/\p{L}+/gu) ?? [];
