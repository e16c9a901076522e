import { beginningOf } from "./beginning.ts";
import { foldedText, once } from "./normalise.ts";
import { type List, newState, type State } from "./phrase-states.ts";

/** What is said in many ways (`want|wanna|wish to`), by a name in capitals. */
export type Lists = Record<string, string>;

/** @param kind Told where the phrase ends. @throws {SyntaxError} where what is written is not well formed, or mentions itself. */
export type Compile = (written: string, kind?: string) => List;

/**
 * Makes automata of the phrases of one word table. The small language of the tables:
 *
 * - `want to die`: these words, one after the other; accents, case, doubled letters and apostrophes do not matter
 * - `WANT`: what the list of that name says; `NUMBER`: digits; `...`: up to three words of any kind
 * - `(a|b c)`: either; `(a)?`: perhaps; `!(a|b)`: neither of these follows; `suicid*`: any word that begins so
 */
export function compilerOf(lists: Lists): Compile {
  const compiled = new Map<string, List | "begun">();
  const listOf: ListOf = (name) => {
    const known = compiled.get(name);
    if (known === "begun") throw new SyntaxError(`the list ${name} mentions itself`);
    if (known !== undefined) return known;
    const written = lists[name];
    if (written === undefined) throw new SyntaxError(`there is no list ${name}`);
    compiled.set(name, "begun");
    const list = compile(written);
    compiled.set(name, list);
    return list;
  };
  const compile: Compile = (written, kind = "") => {
    const start = newState();
    addChoice(partsOf(written), start, newState({ isEnd: kind }), listOf);
    return { start, beginning: beginningOf(start) };
  };
  return compile;
}

type ListOf = (name: string) => List;

const partsOf = (phrase: string): string[] => phrase.match(/!\(|[()|?]|\.{3}|[^\s()|?]+/g) ?? [];

/** Takes parts up to the bracket that closes this choice. */
function addChoice(parts: string[], from: State, to: State, listOf: ListOf, depth = 0): void {
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
    } else at = addPart(part, parts, at, listOf, depth);
  }
  if (depth > 0) throw new SyntaxError("a bracket is not closed");
  addFree(at, to);
}

function addPart(part: string, parts: string[], at: State, listOf: ListOf, depth: number): State {
  const end = newState();
  if (part === "(") {
    addChoice(parts, at, end, listOf, depth + 1);
    if (parts[0] === "?") {
      parts.shift();
      addFree(at, end);
    }
  } else if (part === "!(") {
    end.barred = newState();
    addChoice(parts, end.barred, newState({ isEnd: "" }), listOf, depth + 1);
    addFree(at, end);
  } else if (part === "...") addGap(at, end);
  else if (part === "NUMBER") at.numbers = also(at.numbers, end);
  else if (/^[A-Z_]+$/.test(part)) {
    at.lists = also(at.lists, { list: listOf(part), to: end });
  } else for (const spelling of spellings(part)) addWords(spelling, at, end);
  return end;
}

const addFree = (from: State, to: State): void => void (from.free = also(from.free, to));

/** There are tens of thousands of these, and an array that was pushed to has room for sixteen more. */
const also = <T>(known: T[] | undefined, one: T): T[] => (known ? [...known, one] : [one]);

function addGap(at: State, end: State): void {
  let from = at;
  for (let words = 0; words < 3; words++) {
    const next = newState();
    addFree(from, end);
    from.any = also(from.any, next);
    from = next;
  }
  addFree(from, end);
}

function addWords(words: string[], from: State, end: State): void {
  let at = from;
  words.forEach((word, index) => {
    const to = index === words.length - 1 ? end : newState();
    const stem = word.replace(/\*$/, "");
    if (stem !== word) at.stems = also(at.stems, { stem, to });
    else (at.words ??= new Map()).set(word, also(at.words.get(word), to));
    at = to;
  });
}

/** Whoever has no umlauts writes one letter or two; an apostrophe is left out, or a space. */
function spellings(part: string): string[][] {
  const written = part.toLowerCase();
  const spelled = /[äöü']/.test(written)
    ? [written, written.replace(/[äöü]/g, "$&e"), written.replace("'", ""), written.replace("'", " ")]
    : [written];
  const read = spelled.map((words) => once(foldedText(words).replaceAll("'", "")).trim());
  return [...new Set(read)].map((words) => words.split(" "));
}
