/** A place in phrases that are heard word by word; `compile.ts` makes these of them. */
export interface State {
  words?: Map<string, State[]>;
  /** Any word that begins so. */
  stems?: { stem: string; to: State }[];
  /** Digits. */
  numbers?: State[];
  /** Any word at all. */
  any?: State[];
  /** Whatever a list says. */
  lists?: { list: List; to: State }[];
  /** Reached from here without a word. */
  free?: State[];
  /** What must not follow here. */
  barred?: State;
  /** A whole phrase was heard. */
  isEnd?: true;
}

/** What is said in many ways. There is one of each, however many phrases mention it. */
export interface List {
  start: State;
  beginning: Beginning;
}

/** Where lists were found to end in a text, by the index they begin at: many phrases ask the same. */
export type Heard = Map<List, number[]>[];

/** What a phrase may begin with. */
export interface Beginning {
  words: Set<string>;
  stems: Set<string>;
  isAnyNumber: boolean;
  isAnyWord: boolean;
  /** Whether it may say nothing, so that what comes after it begins. */
  isNothing: boolean;
}

/** Stands where words were taken out; no phrase goes across it. */
export const GAP = "_";

export const isNumber = (word: string): boolean => /^\d+$/.test(word);
