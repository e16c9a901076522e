/**
 * Words of an answer that wait for those behind them: each step to who says them takes as long for one word as for ten. The
 * first do not wait, nor those with which a sentence may end or begin.
 */
export interface HeldWords {
  /** Answers with those that go on now. `isLast`: there will be none behind them. */
  add(words: string, isLast: boolean): string;
  areAny(): boolean;
}

/** In milliseconds: who waits for words is not to notice. */
const HELD_MS = 80;

export function holdWords(): HeldWords {
  let held = "";
  let toldAt = -Infinity;
  /** The words that were told last are amid a sentence. */
  let isAmid = false;
  return {
    areAny: () => held !== "",
    add(words, isLast) {
      held += words;
      const now = performance.now();
      if (!isLast && isAmid && now - toldAt < HELD_MS && WORDS_ALONE.test(words)) return "";
      const ready = held;
      held = "";
      if (ready === "") return "";
      toldAt = now;
      isAmid = HAS_BEGUN.test(ready.slice(-TAIL));
      return ready;
    },
  };
}

/** No sentence ends with them, and nothing begins that is no speech. */
const WORDS_ALONE = /^[\p{L}\p{M}\p{N} ,'’-]*$/u;
const HAS_BEGUN = /[\p{L}\p{N}][\p{L}\p{M}\p{N} ,'’-]*$/u;
const TAIL = 40;
