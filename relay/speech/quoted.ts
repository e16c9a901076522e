import { BODY, PART_OF_BODY, startsWithDeed } from "./directions.ts";
import type { Names } from "./names.ts";

const PAIRS: Record<string, string> = { '"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "＂": "＂" };
/** A narrator's sentences wait for the speech between quotes: so many at most. */
const HELD = 8;

/**
 * Prose around quoted speech: of `Marla smiles. "Welcome," she says, "sit."` only `Welcome, sit.` is said. An answer is prose
 * where it begins with speech in quotes, or with a narrator's words and then speech; else its quotations stay as they are.
 */
export function quoteReader(names: Pick<Names, "told">, speaksOfItself = false) {
  const about = names.told;
  let mode: "beginning" | "speech" | "prose" = "beginning";
  let held: string[] = [];
  /** The sign that closes the quotation in which the last sentence ended. */
  let open = "";
  /** The speech stands between single quotes, as in books of England. */
  let isSingle = false;

  const isAbout = (text: string): boolean =>
    about.test(text) && isDeed(text.replace(about, "")) && (!speaksOfItself || THIRD.test(text));
  const isNarrated = (text: string): boolean =>
    (about.test(text) && (!speaksOfItself || TELLS.test(text) || THIRD.test(text))) ||
    ANYBODY.test(text) ||
    BODY.test(text);

  return {
    /** What is said of a sentence; with it, what was held before. */
    read(given: string, beginsLine: boolean): string[] {
      isSingle ||= mode === "beginning" && opensSingle(given, isNarrated);
      const text = isSingle ? doubled(given) : given;
      if (mode === "beginning") return begin(text, beginsLine);
      if (mode === "prose") return speechIn(text, beginsLine);
      return isAbout(text) && !hasQuote(text) ? [] : [text];
    },
    end: release,
  };

  function begin(text: string, beginsLine: boolean): string[] {
    const isSpeech = PAIRS[text.charAt(0)] !== undefined ? opensSpeech(text) : isNarrated(text) && leadsToSpeech(text);
    if (isSpeech) {
      held = [];
      mode = "prose";
      return speechIn(text, beginsLine);
    }
    if (isNarrated(text) && held.length < HELD) {
      held.push(text);
      return [];
    }
    return [...release(), text];
  }

  /** It was no prose: what a narrator said of the speaker is not said, all else is. */
  function release(): string[] {
    mode = "speech";
    const said = held.filter((text) => !isAbout(text));
    held = [];
    return said;
  }

  function speechIn(text: string, beginsLine: boolean): string[] {
    if (open === "" && !hasQuote(text)) {
      const isToPlayer =
        beginsLine && /\byour?\b|\?$/i.test(text) && /^\p{Lu}/u.test(text) && !isNarrated(text) && !/^I /.test(text);
      return isToPlayer ? [text] : [];
    }
    let said = "";
    let part = "";
    const close = (): void => {
      said = joined(said, part.trim());
      part = "";
    };
    for (const sign of text) {
      if (open !== "" && (sign === open || (open === "“" && sign === "”"))) {
        open = "";
        close();
      } else if (open === "" && PAIRS[sign] !== undefined) open = PAIRS[sign];
      else if (open !== "") part += sign;
    }
    close();
    const whole = open === "" ? said.replace(/[,，]$|(?<=\p{L})$/u, ".") : said;
    return whole === "" ? [] : [whole];
  }
}

/** `'Aye,' he said`, `Marla says, 'Aye.'`; not `'Tis late` or `Don't 'nod' at me`. */
const opensSingle = (text: string, isNarrated: (text: string) => boolean): boolean =>
  SINGLE.test(text) || (SINGLE_LATER.test(text) && isNarrated(text));

const SINGLE = /^['‘](?!\p{Ll})[^"“”]*?[,.!?…—–-]['’](?=[\s.,]|$)/u;
const SINGLE_LATER = /[,:]\s['‘]\p{Lu}[^"“”]*?[,.!?…—–-]['’](?=\s|$)/u;

/** The apostrophes in its words stay. */
const doubled = (text: string): string =>
  text.replace(/(?<=^|\s)['‘](?=\S)/g, "“").replace(/(?<=[,.!?…—–-])['’](?=[\s.,]|$)/g, "”");

const isDeed = (rest: string): boolean => startsWithDeed(rest) || PART_OF_BODY.test(rest);

/** "Pip tilts his head" is told of an NPC that would say "Pip tilts head" itself. */
const THIRD =
  /(?<!\p{L})(?:his|her|its|their|sus?|son|sa|ses|sein\p{L}*|ihr\p{L}*|seu|sua|него|сво\p{L}+|softly|quietly|warmly|gently)(?!\p{L})/iu;
/** `Pip yips, "Snack!"` */
const TELLS =
  /\b(?:says?|said|asks?|asked|whispers?|yips?|barks?|replies|exclaims?|shouts?|cries|mutters?|adds|announces),?:? ["“]/i;
const ANYBODY = /^(?:she|he|they) (?:\w+ly )?\w+(?:s|ed|es)\b/iu;

const hasQuote = (text: string): boolean => /["“„«「『＂]/.test(text);

/** `"Welcome," she says`: with a stop before its end, or it is all. `"Fresh bread" is what the sign says` is none. */
function opensSpeech(text: string): boolean {
  const end = text.indexOf(PAIRS[text.charAt(0)] ?? "", 1);
  return (
    end < 0 ||
    end === text.length - 1 ||
    SAYS_SO.test(text.slice(end + 1)) ||
    (/[\p{Terminal_Punctuation}…—–-]/u.test(text.charAt(end - 1)) && !IS_SPOKEN_OF.test(text.slice(end + 1)))
  );
}

/** `"Deal!" is what he said.` */
const IS_SPOKEN_OF = /^ (?:is|was|are|were|means|meant)\b/;

/** The comma stands after the quotation in other languages: `« Bonsoir », dit-elle`. */
const SAYS_SO =
  /^\s?[,，–—-]\s?(?:dit|répond|murmure|demande|lance|sagt|fragt|antwortet|murmelt|meint|ruft|sagte|fragte|dice|dijo|responde|pregunta|murmura|disse|diz|risponde|chiede|говорит|сказала?|спрашивает|отвечает|says|said|asks|asked|replies|replied)(?![\p{L}])/iu;

/** `Marla smiles and says, "Welcome."`; not `She told me, "Never," and left.` */
function leadsToSpeech(text: string): boolean {
  const at = text.search(/["“„«「『＂]/);
  return at > 0 && opensSpeech(text.slice(at)) && !/\b(?:me|us|my|we|I)\b/.test(text.slice(0, at));
}

function joined(before: string, after: string): string {
  if (before === "" || after === "") return before + after;
  const isNew = /^\p{Lu}/u.test(after) && !/^I\b/.test(after);
  return `${before.replace(isNew ? /,$|(?<=\p{L})$/u : /(?<=\p{L})$/u, isNew ? "." : ",")} ${after}`;
}
