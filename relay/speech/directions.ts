import { ABROAD } from "./deeds.ts";

/** What people do in stage directions, without the ending: "smiles", "smiling", "smiled". */
const SURE =
  "smil|laugh|chuckl|giggl|grin|smirk|nod|sigh|wink|whisper|mutter|murmur|paus|shrug|cough|frown|gasp|blush|snort|yawn|bow|squint";
const DEEDS =
  `${SURE}|lean|wip|look|glanc|gaz|point|wav|gestur|clear|turn|step|walk|hand|pour|slid|rais|lower|lift|shak|tilt|scratch|rub|` +
  "cross|fold|hum|pat|beckon|stretch|sniff|shiver|shudder|hesitat|reach|pull|push|plac|tap|drum|clap|clasp|straighten|adjust|" +
  "polish|stir|sip|sit|stand|kneel|curts|salut|beam|scowl|grunt|groan|growl|whistl|swallow|blink|ponder|consider|listen|return|" +
  "approach|roll|throw|toss|crack|cock|peer|set|put|tak|giv|hold|let|bring|tug|pick|lay|dust|star(?=e|ing)";
const ENDING = "(?:[a-z]?(?:s|es|ies|ing|ed))";
const SOFTLY =
  "softly|gently|quietly|warmly|slowly|cheerfully|nervously|sadly|happily|wearily|thoughtfully|playfully|knowingly|kindly|carefully|proudly|shyly";

/** A deed as a narrator writes it: "wipes the counter", "leaning closer". */
const DEED = new RegExp(`^\\s*(?:(?:${SOFTLY}|then|and|still)\\b,? )?(?:${DEEDS})${ENDING}\\b(?!['’])`, "i");
/** One word that is nothing else, also as an order: "sigh", "nods". */
const ONE_DEED = new RegExp(`^\\s*(?:${SURE})[a-z]{0,4}\\s*[.!]?\\s*$`, "i");
const FOREIGN_DEED = new RegExp(`^\\s*(?:${ABROAD})`, "iu");
const MANNER = new RegExp(`^\\s*(?:${SOFTLY})\\b`, "i");
/** `*she smiles warmly*`, also amid a sentence. */
const SUBJECT = /^\s*(?:she|he|they|it)\s+/i;
const SPEAKS = /\b(?:you|your|we|our|me|my|i)\b|[?!]\s*$/i;

/** What hardly anybody does but in a stage direction, of what a sentence may say between two dashes. */
const ACTED =
  `${SURE}|lean|wip|glanc|gaz|pat|polish|stir|tilt|scratch|rub|hum|beckon|sniff|shiver|shudder|clap|clasp|curts|salut|shak|pour|` +
  "gestur|adjust|blink|tap|wav|sip|slid|fidget|wring|" +
  "look(?=s (?:up|down|around|away|over))|clear(?=s (?:her|his|their))|rais(?=es (?:an? |her|his|their))";
const BETWEEN =
  `(?:(?:she|he|they) )?(?:(?:${SOFTLY}) )?(?:(?:${ACTED})${ENDING}|(?:${SURE})[a-z]{0,4}|${ABROAD})(?!\\p{L})` +
  `[^\\n.!?…"“”~～〜–—-]{0,60}[.!…]?`;
/** `~giggles~`, `/smiles/`, `-smiles warmly-`, `-- wipes the counter --`, `— leans closer —`, `～微笑～`. */
export const DIRECTION_BETWEEN_SIGNS =
  `(?:(?<!\\S)(?<sign>-|~{1,2}|[|/#+^])\\s?${BETWEEN}\\s?\\k<sign>(?!\\S)|` +
  `(?<dash>-{2,3}|[–—]{1,2}|[～〜])\\s?${BETWEEN}\\s?\\k<dash>(?![-–—]))`;

/** One word in small letters: told where a sentence begins after it, also of a language that we do not know. */
export const isSmallWord = (words: string): boolean => /^\p{Ll}\p{L}*$/u.test(words);

/** Whether words between stars are told about the speaker; a word or two of stress among others are said. */
export function isStarredDirection(words: string, isAtBoundary: boolean): boolean {
  const isOneWord = !/\S\s+\S|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]{2}/u.test(words);
  if (isOneWord && !isAtBoundary) return ONE_DEED.test(words) || FOREIGN_DEED.test(words);
  return isToldDeed(words) || ONE_DEED.test(words) || (isAtBoundary && (!isOneWord || MANNER.test(words)));
}

/** The same of words in brackets, where an aside of the speaker's own may stand too. */
export const isBracketedDirection = (words: string, isAtBoundary: boolean): boolean =>
  startsWithDeed(words) || ONE_DEED.test(words) || (isAtBoundary && !SPEAKS.test(words));

/** `Marla smiles.`, when the subject is taken away. */
export const startsWithDeed = (words: string): boolean => DEED.test(words) || FOREIGN_DEED.test(words);

const isToldDeed = (words: string): boolean => startsWithDeed(words.replace(SUBJECT, ""));

/** Told by a narrator, not said by who speaks: "Her eyes light up." */
export const BODY =
  /\b(?:her|his|their) (?:own )?(?:eyes?|face|head|hands?|voice|lips|brows?|eyebrows?|apron|smile|shoulders?|arms?|fingers?|chin|gaze|tone)\b/i;
/** After "Marla's": what of hers is told of. */
export const PART_OF_BODY =
  /^(?:own )?(?:\w+ )?(?:eyes?|face|head|hands?|voice|lips|brows?|eyebrows?|expression|smile|shoulders?|arms?|fingers?|gaze|tone|cheeks)\b/i;
