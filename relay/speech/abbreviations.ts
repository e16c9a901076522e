import { isDigit } from "./letters.ts";

/** After these a capital begins no sentence. */
const BEFORE_CAPITALS = new Set(
  (
    "Mr Mrs Ms Mx Dr St Sr Prof prof Rev Messrs Co Dhr dhr Mevr mevr Fr Capt Cpt Lt Sgt Col Gen Hon Mt Ft Mme Mlle Sra sra sr Srta srta Dra dra Dña dña " +
    "Sig sig Sig.ra sig.ra Dott Hr Hrn Nr Ud Uds Av av Avda avda vs cf e.g i.e z.B ca bzw approx г гр ул им тов проф др стр св"
  ).split(" "),
);
/** Before a number these are no end: `No. 4`, `Jan. 5`. */
const BEFORE_NUMBERS = new Set(
  "No Nos no nos Núm núm Art art Ch ch Fig fig Vol vol p pp Jan Feb Apr Aug Sep Sept Oct Nov Dec".split(" "),
);
const LONGEST = 6;

/** Whether the full stop at a place is none of a sentence: after an abbreviation, a letter for a name, a number. `next`: what follows. */
export function isAbbreviated(text: string, dot: number, next: number): boolean {
  let from = dot;
  while (from > 0 && dot - from <= LONGEST && isLetterOrDot(text, from - 1)) from--;
  const word = text.slice(from, dot);
  if (word === "") return isDigit(text.charCodeAt(dot - 1)) && isOrdinal(text, dot, next);
  if (word.length > LONGEST) return isInitials(word);
  return (
    BEFORE_CAPITALS.has(word) ||
    (BEFORE_NUMBERS.has(word) && isDigit(text.charCodeAt(next))) ||
    (word.length === 1 ? INITIAL.test(word) && !IN_WORD.test(text.slice(from - 1, from)) : isInitials(word))
  );
}

/** The number of an item that begins the text, and `am 5. Mai`, `der 3. Mann`. */
const isOrdinal = (text: string, dot: number, next: number): boolean =>
  (next < 5 && next > dot + 1 && ITEM.test(text.slice(0, dot))) || ORDINAL.test(text.slice(Math.max(0, dot - 8), dot));

const ITEM = /^\s*\d{1,2}$/;
const ORDINAL = /(?<!\p{L})(?:[Aa]m|[Dd](?:er|ie|as|en|em)|[Zz]um|[Vv]om|[Bb]is|[Ii]m)\s\d{1,2}$/u;
const INITIAL = /^(?!I)[\p{Lu}zdueo]$/u;
const INITIALS = /\p{Lu}\.(?!I)\p{Lu}$/u;
const isInitials = (word: string): boolean => word.includes(".") && INITIALS.test(word);
const IN_WORD = /[\p{N}'’]/u;

function isLetterOrDot(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? ((code | 32) >= 97 && (code | 32) <= 122 ? true : code === 46) : /\p{L}/u.test(text.charAt(at));
}
