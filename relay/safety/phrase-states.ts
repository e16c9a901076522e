/** A place in phrases that are heard word by word; `compile.ts` makes these of them. */
export interface State {
  words: Map<string, State[]> | undefined;
  /** Any word that begins so. */
  stems: { stem: string; to: State }[] | undefined;
  /** Digits. */
  numbers: State[] | undefined;
  /** Any word at all. */
  any: State[] | undefined;
  /** Whatever a list says. */
  lists: { list: List; to: State }[] | undefined;
  /** Reached from here without a word. */
  free: State[] | undefined;
  /** What must not follow here. */
  barred: State | undefined;
  /** A whole phrase was heard; which kind of phrase it is. */
  isEnd: string | undefined;
}

/** All are made here: those of one shape are read faster. */
export const newState = ({ free, isEnd }: Partial<Pick<State, "free" | "isEnd">> = {}): State => ({
  words: undefined,
  stems: undefined,
  numbers: undefined,
  any: undefined,
  lists: undefined,
  free,
  barred: undefined,
  isEnd,
});

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
