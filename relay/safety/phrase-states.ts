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
  /** A whole phrase was heard; which kind of phrase it is. */
  isEnd?: string;
}

/** What is said in many ways. There is one of each, however many phrases mention it. */
export interface List {
  start: State;
  beginning: Beginning;
}

/** What a phrase may begin with. */
export interface Beginning {
  words: Set<string>;
  stems: Set<string>;
  isAnyNumber: boolean;
  isAnyWord: boolean;
  /** Whether it may say nothing, so that what comes after it begins. */
  isNothing: boolean;
}

export const isNumber = (word: string): boolean => {
  const first = word.charCodeAt(0);
  return first >= 48 && first <= 57 && /^\d+$/.test(word);
};
