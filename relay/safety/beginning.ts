import { type Beginning, isNumber, type State } from "./phrase-states.ts";

export function beginningOf(state: State): Beginning {
  const beginning: Beginning = {
    words: new Set(),
    stems: new Set(),
    isAnyNumber: false,
    isAnyWord: false,
    isNothing: false,
  };
  const visited = new Set<State>();
  const visit = (at: State): void => {
    if (visited.has(at)) return;
    visited.add(at);
    for (const word of at.words?.keys() ?? []) beginning.words.add(word);
    for (const { stem } of at.stems ?? []) beginning.stems.add(stem);
    beginning.isAnyNumber ||= at.numbers !== undefined;
    beginning.isAnyWord ||= at.any !== undefined;
    beginning.isNothing ||= at.isEnd !== undefined;
    at.free?.forEach(visit);
    for (const { list, to } of at.lists ?? []) {
      list.beginning.words.forEach((word) => beginning.words.add(word));
      list.beginning.stems.forEach((stem) => beginning.stems.add(stem));
      beginning.isAnyNumber ||= list.beginning.isAnyNumber;
      beginning.isAnyWord ||= list.beginning.isAnyWord;
      if (list.beginning.isNothing) visit(to);
    }
  };
  visit(state);
  return beginning;
}

export function mayBegin({ words, stems, isAnyNumber, isAnyWord, isNothing }: Beginning, word: string): boolean {
  if (words.has(word) || isAnyWord || isNothing || (isAnyNumber && isNumber(word))) return true;
  for (const stem of stems) if (word.startsWith(stem)) return true;
  return false;
}
