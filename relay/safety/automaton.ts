/** A place in phrases that are heard word by word; `compile.ts` makes these of them. */
export interface State {
  words?: Map<string, State[]>;
  /** Any word that begins so. */
  stems?: { stem: string; to: State }[];
  /** Digits. */
  numbers?: State[];
  /** Any word at all. */
  any?: State[];
  /** Reached from here without a word. */
  free?: State[];
  /** What must not follow here. */
  barred?: State;
  /** A whole phrase was heard. */
  isEnd?: true;
}

/** Where the longest phrase ends that begins at `start`: the index after its last word. */
export function phraseEnd(root: State, words: string[], start: number): number | undefined {
  let end: number | undefined;
  let states = reach([root], words, start);
  for (let at = start; states.size > 0; at++) {
    if (at > start && Array.from(states).some((state) => state.isEnd)) end = at;
    const word = words[at];
    if (word === undefined) return end;
    states = reach(
      Array.from(states).flatMap((state) => after(state, word)),
      words,
      at + 1,
    );
  }
  return end;
}

function after({ words, stems, numbers, any }: State, word: string): State[] {
  const next = [...(words?.get(word) ?? [])];
  for (const { stem, to } of stems ?? []) if (word.startsWith(stem)) next.push(to);
  if (numbers && /^\d+$/.test(word)) next.push(...numbers);
  if (any && word !== GAP) next.push(...any);
  return next;
}

/** Stands where words were taken out; no phrase goes across it. */
export const GAP = "_";

function reach(states: State[], words: string[], at: number): Set<State> {
  const reached = new Set<State>();
  const visit = (state: State): void => {
    if (reached.has(state) || (state.barred && phraseEnd(state.barred, words, at) !== undefined)) return;
    reached.add(state);
    state.free?.forEach(visit);
  };
  states.forEach(visit);
  return reached;
}
