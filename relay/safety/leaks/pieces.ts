/** Steps in the smallest piece that counts (`readings.ts`). Shorter ones are in everybody's mouth. */
export const PIECE = 12;

/** The pieces of some texts, which lie over one another: one begins at each step. */
export interface Pieces {
  /** Tells where each piece of these steps stands in `kept`, if it does. */
  find(steps: Uint16Array, tell: (place: number) => void): void;
}

/**
 * @param kept Texts as steps, one after the other, with a gap of `PIECE` zeros behind each. Of a piece that is there twice the
 * last place counts.
 * @param free Texts of which no piece is looked for.
 */
export function piecesOf(kept: Uint16Array, free: Uint16Array[]): Pieces {
  // Nearly all of an answer is no piece, and is known for none in a table that is small enough to be at hand.
  const lastSign = 2 ** Math.ceil(Math.log2(SIGNS_A_PIECE * (kept.length + 1))) - 1;
  const signs = new Uint8Array(Math.ceil((lastSign + 1) / 8));
  const last = 2 * 2 ** Math.ceil(Math.log2(2 * (kept.length + 1))) - 2;
  /** By slot: the hash, and the place and one; 0 where there is none, `GONE` where there is none any more. */
  const slots = new Int32Array(last + 2);

  const isAt = (place: number, steps: Uint16Array, from: number): boolean => {
    for (let at = 0; at < PIECE; at++) if (kept[place + at] !== steps[from + at]) return false;
    return true;
  };
  const slotOf = (hash: number, steps: Uint16Array, from: number): number => {
    let slot = ((hash ^ (hash >>> 15)) << 1) & last;
    for (let place = slots[slot + 1] ?? 0; place !== 0; place = slots[slot + 1] ?? 0) {
      if (slots[slot] === hash && place !== GONE && isAt(place - 1, steps, from)) break;
      slot = (slot + 2) & last;
    }
    return slot;
  };

  rolled(kept, (hash, from) => {
    const slot = slotOf(hash, kept, from);
    slots[slot] = hash;
    slots[slot + 1] = from + 1;
    const sign = signOf(hash) & lastSign;
    signs[sign >>> 3] = (signs[sign >>> 3] ?? 0) | (1 << (sign & 7));
  });
  for (const steps of free)
    rolled(steps, (hash, from) => {
      const slot = slotOf(hash, steps, from);
      if (slots[slot + 1] !== 0) slots[slot + 1] = GONE;
    });
  return {
    find: (steps, tell) =>
      rolled(steps, (hash, from) => {
        const sign = signOf(hash) & lastSign;
        if (((signs[sign >>> 3] ?? 0) & (1 << (sign & 7))) === 0) return;
        const place = slots[slotOf(hash, steps, from) + 1] ?? 0;
        if (place > 0) tell(place - 1);
      }),
  };
}

/** One in so many is set: https://en.wikipedia.org/wiki/Bloom_filter */
const SIGNS_A_PIECE = 8;
const signOf = (hash: number): number => hash ^ (hash >>> 13);

const GONE = -1;

/** Tells the hash of each piece, and where the piece begins. https://en.wikipedia.org/wiki/Rolling_hash */
function rolled(codes: Uint16Array, tell: (hash: number, from: number) => void): void {
  let hash = 0;
  for (let at = 0; at < codes.length; at++) {
    hash = (Math.imul(hash, BASE) + (codes[at] ?? 0)) | 0;
    if (at >= PIECE) hash = (hash - Math.imul(codes[at - PIECE] ?? 0, BASE_TO_PIECE)) | 0;
    if (at >= PIECE - 1) tell(hash, at + 1 - PIECE);
  }
}

const BASE = 0x01000193;
const BASE_TO_PIECE = Array.from({ length: PIECE }).reduce<number>((power) => Math.imul(power, BASE), 1);
