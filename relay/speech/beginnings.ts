import type { Before, SentenceRule } from "./sentence-rules.ts";

/** A rule with a speaker's names in it, and its place in the order. All have the same fields, which are read often. */
export type Beginning = Record<
  "ofLine" | "isLine" | "isFirst" | "isLater" | "isItem" | "isThought" | "isAfterThought" | "isAnnounced",
  boolean
> &
  Pick<SentenceRule, "fate"> & { begins: RegExp; at: number; first: string; before: Before | undefined };

export const beginningOf = (rule: SentenceRule, begins: RegExp, at: number): Beginning => ({
  at,
  begins,
  first: rule.first ?? "w",
  before: rule.before,
  fate: rule.fate,
  ofLine: rule.ofLine === true,
  isLine: rule.isLine === true,
  isFirst: rule.isFirst === true,
  isLater: rule.isLater === true,
  isItem: rule.isItem === true,
  isThought: rule.isThought === true,
  isAfterThought: rule.isAfterThought === true,
  isAnnounced: rule.isAnnounced === true,
});

/** A rule that matches the beginning of a text: which part, and what of it stays. */
export interface Begun {
  rule: Beginning;
  part: string;
  before: string;
}

/** Rules of how a sentence begins, found by its first sign, so that few are tried. */
export interface Beginnings {
  /** The first rule that matches a text, from a place in their order on, of those that may hold. */
  find(
    text: string,
    from: number,
    mayHold: (rule: Beginning) => boolean,
    others: ReadonlySet<string>,
  ): Begun | undefined;
}

export function beginningsOf(rules: Beginning[]): Beginnings {
  const startingWith = (sign: string): Beginning[] =>
    rules.filter(({ first }) => first.includes(sign) || first === "*");
  /** `*`: the words that such a rule needs are looked for first. */
  const byWord = rules.filter(({ first }) => first.includes("w"));
  const byWordOrAny = startingWith("w");
  const firstByWord = firstOf(byWord.map(({ begins }) => begins));
  const bySign = new Map(Array.from('#>:：{(/|0-+*"', (sign) => [sign, startingWith(sign)]));
  const byAny = bySign.get("*") ?? NONE;

  return {
    find(text, from, mayHold, others) {
      const first = text.charAt(0);
      const isWord = WORD.test(first);
      const isAny = isWord && MAY_BE_NOTE.test(text);
      const among = isWord ? (isAny ? byWordOrAny : byWord) : (bySign.get(signOf(first)) ?? byAny);
      for (let at = isWord && !isAny ? firstByWord(text) : 0; at < among.length; at++) {
        const rule = among[at];
        if (rule === undefined || rule.at < from || !mayHold(rule)) continue;
        const match = rule.begins.exec(text);
        if (match === null) continue;
        const part = match[0];
        if (rule.before?.test(text.slice(part.length), others) !== false) return { rule, part, before: match[1] ?? "" };
      }
      return undefined;
    },
  };
}

/** Which of some patterns is the first in their order that matches; their number where none does. All are tried at once. */
function firstOf(patterns: RegExp[]): (text: string) => number {
  const groups = patterns.map(({ source }) => (new RegExp(`${source}|`, "iu").exec("")?.length ?? 1) - 1);
  const any = new RegExp(patterns.map(({ source }) => `(?:${source})()`).join("|"), "iu");
  return (text) => {
    // Most match none, and a match of so many groups is dear.
    if (!any.test(text)) return patterns.length;
    const match = any.exec(text);
    let group = 0;
    const at = match === null ? -1 : groups.findIndex((own) => match[(group += own + 1)] !== undefined);
    return at < 0 ? patterns.length : at;
  };
}

const signOf = (first: string): string =>
  DIGIT.test(first) ? "0" : BULLET.test(first) ? "-" : first === "“" ? '"' : first;

const MAY_BE_NOTE = /ooc|a\/n|\/\/|assistantfinal/i;
const NONE: readonly Beginning[] = [];
/** Or a half of a letter of a pair. */
const WORD = /[\p{L}_\p{Cs}]/u;
const DIGIT = /\d/;
const BULLET = /[-–—~～〜•·▪‣]/;
