import type { State } from "./automaton.ts";
import { fold, once } from "./normalise.ts";

/** What is said in many ways (`want|wanna|wish to`), by a name in capitals. */
export type Lists = Record<string, string>;

/**
 * Adds a phrase of the word tables to an automaton, and its words to the vocabulary. The small language of the tables:
 *
 * - `want to die`: these words, one after the other; accents, case, doubled letters and apostrophes do not matter
 * - `WANT`: what the list of that name says; `NUMBER`: digits; `...`: up to three words of any kind
 * - `(a|b c)`: either; `(a)?`: perhaps; `!(a|b)`: neither of these follows; `suicid*`: any word that begins so
 *
 * @throws {SyntaxError} where it is not well formed.
 */
export function compile(phrase: string, lists: Lists, root: State, vocabulary: Set<string>): void {
  const end: State = { isEnd: true };
  addChoice(partsOf(phrase), root, end, { lists, vocabulary });
}

interface Setting {
  lists: Lists;
  vocabulary: Set<string>;
}

const partsOf = (phrase: string): string[] => phrase.match(/!\(|[()|?]|\.{3}|[^\s()|?]+/g) ?? [];

/** Takes parts up to the bracket that closes this choice. */
function addChoice(parts: string[], from: State, to: State, setting: Setting, depth = 0): void {
  let at = from;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (part === ")") {
      if (depth === 0) throw new SyntaxError("a bracket is closed that was not opened");
      addFree(at, to);
      return;
    }
    if (part === "|") {
      addFree(at, to);
      at = from;
    } else at = addPart(part, parts, at, setting, depth);
  }
  if (depth > 0) throw new SyntaxError("a bracket is not closed");
  addFree(at, to);
}

function addPart(part: string, parts: string[], at: State, setting: Setting, depth: number): State {
  const end: State = {};
  if (part === "(") {
    addChoice(parts, at, end, setting, depth + 1);
    if (parts[0] === "?") {
      parts.shift();
      addFree(at, end);
    }
  } else if (part === "!(") {
    end.barred = {};
    addChoice(parts, end.barred, { isEnd: true }, setting, depth + 1);
    addFree(at, end);
  } else if (part === "...") addGap(at, end);
  else if (part === "NUMBER") (at.numbers ??= []).push(end);
  else if (/^[A-Z_]+$/.test(part)) {
    const list = setting.lists[part];
    if (list === undefined) throw new SyntaxError(`there is no list ${part}`);
    addChoice(partsOf(list), at, end, setting);
  } else for (const spelling of spellings(part)) addWords(spelling, at, end, setting.vocabulary);
  return end;
}

const addFree = (from: State, to: State): void => void (from.free ??= []).push(to);

function addGap(at: State, end: State): void {
  let from = at;
  for (let words = 0; words < 3; words++) {
    const next: State = {};
    addFree(from, end);
    (from.any ??= []).push(next);
    from = next;
  }
  addFree(from, end);
}

function addWords(words: string[], from: State, end: State, vocabulary: Set<string>): void {
  let at = from;
  words.forEach((word, index) => {
    const to: State = index === words.length - 1 ? end : {};
    const stem = word.replace(/\*$/, "");
    vocabulary.add(stem);
    if (stem !== word) (at.stems ??= []).push({ stem, to });
    else (at.words ??= new Map()).set(word, [...(at.words.get(word) ?? []), to]);
    at = to;
  });
}

/** Whoever has no umlauts writes one letter or two; an apostrophe is left out, or a space. */
function spellings(part: string): string[][] {
  const written = part.toLowerCase();
  const spelled = [written, written.replace(/[äöü]/g, "$&e"), written.replace("'", ""), written.replace("'", " ")];
  const read = spelled.map((words) => once(fold(words).text.replaceAll("'", "")).trim());
  return [...new Set(read)].map((words) => words.split(" "));
}
