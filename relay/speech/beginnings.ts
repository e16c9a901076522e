import type { SentenceRule } from "./sentence-rules.ts";

export type Beginning = Omit<SentenceRule, "begins"> & { begins: RegExp; at: number };

/** Rules of how a sentence begins, found by its first sign, so that few are tried. */
export interface Beginnings {
  /** Those that may hold for a text, in their order. */
  for(text: string): readonly Beginning[];
}

export function beginningsOf(rules: Beginning[]): Beginnings {
  const startingWith = (sign: string): Beginning[] =>
    rules.filter(({ first = "w" }) => first.includes(sign) || first === "*");
  /** `*`: the words that such a rule needs are looked for first. */
  const byWord = rules.filter(({ first = "w" }) => first.includes("w"));
  const byWordOrAny = startingWith("w");
  const anyByWord = new RegExp(byWord.map(({ begins }) => begins.source).join("|"), "iu");
  const bySign = new Map(Array.from('#>:：{(/|0-+*"', (sign) => [sign, startingWith(sign)]));
  const byAny = bySign.get("*") ?? NONE;
  return {
    for(text) {
      const first = text.charAt(0);
      if (WORD.test(first)) return MAY_BE_NOTE.test(text) ? byWordOrAny : anyByWord.test(text) ? byWord : NONE;
      const sign = DIGIT.test(first) ? "0" : BULLET.test(first) ? "-" : first === "“" ? '"' : first;
      return bySign.get(sign) ?? byAny;
    },
  };
}

const MAY_BE_NOTE = /ooc|a\/n|\/\//i;
const NONE: readonly Beginning[] = [];
/** Or a half of a letter of a pair. */
const WORD = /[\p{L}_\p{Cs}]/u;
const DIGIT = /\d/;
const BULLET = /[-–—~～〜•·▪‣]/;
