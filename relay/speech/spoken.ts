import type { Beginning, Begun } from "./beginnings.ts";
import { takeInvocations } from "./calls/invocations.ts";
import type { WrittenCall } from "./calls/written-call.ts";
import { DASH, FOREIGN, kindsIn, MARK, QUOTE, RARE, SIGN, STOP } from "./kinds.ts";
import { namesOf } from "./names.ts";
import { planReader } from "./plan.ts";
import { polished } from "./polish.ts";
import { quoteReader } from "./quoted.ts";
import { repeats } from "./repeats.ts";
import type { Sentence } from "./sentence.ts";
import { BREAKS } from "./sentence-rules.ts";
import { CALL, GAP, NAMED, THOUGHT_OVER } from "./signs.ts";
import type { Speaker } from "./speaker.ts";

/** What becomes of an answer: words that are said aloud, and calls. */
export type Spoken = string | WrittenCall;

/** Of the sentences of an answer, in their order, what is said aloud. `calls`: those to which the signs in them belong. */
export function spokenReader(speaker: Speaker, calls: WrittenCall[]) {
  const { offered = new Map(), others = NOBODY, onBrokeCharacter, brief = {} } = speaker;
  const { sentences = Infinity, characters = Infinity } = brief;
  const names = namesOf(speaker);
  const plan = planReader(speaker);
  const quotes = quoteReader(names, speaker.speaksOfItself);
  const isLoop = repeats();
  let beginsLine = true;
  let isFirst = true;
  /** A colon announced the lines that follow. */
  let isListed = false;
  /** The rest of this line is not said. */
  let skipsLine = false;
  let isOver = false;
  let said = 0;
  let length = 0;
  let room = characters;

  return { read, end, isOver: () => isOver, isEnough, stop };

  /** `among`: the kinds of signs of a text that the sentence is part of. */
  function read(sentence: string, among: number): Spoken[] {
    const begun = begin(sentence, (among & ~USUAL) === 0 ? among : kindsIn(sentence));
    if (sentence.endsWith(THOUGHT_OVER)) plan.over();
    else if (begun !== undefined) return all(plan.read(begun), aloud);
    return NOTHING;
  }

  function end(): Spoken[] {
    return isOver
      ? []
      : [...plan.end().flatMap(aloud), ...quotes.end().flatMap((words) => told(words, kindsIn(words)))];
  }

  /** More than this is not wanted; what was called for may still come. */
  function isEnough(): boolean {
    return said >= sentences || length > room;
  }

  /** Ends the answer before words that are not wanted; what was called for before them is done. */
  function stop(before: string): WrittenCall[] {
    isOver = true;
    return calls.splice(0, callsIn(before));
  }

  /** Without what stands before the words; without words where nothing of it is said. Nothing where the answer ends. */
  function begin(sentence: string, kinds: number): Sentence | undefined {
    const begins = beginsLine;
    beginsLine = endsLine(sentence);
    skipsLine &&= !begins;
    const own = calls.length === 0 || (kinds & RARE) === 0 ? NONE : calls.splice(0, callsIn(sentence));
    const isBare = (kinds & (MARK | RARE)) === 0 || !HAS_SIGNS.test(sentence);
    const { rest, calls: more } = isBare
      ? { rest: sentence, calls: NONE }
      : takeInvocations(withGaps(withoutToolNames(sentence)), offered);
    const solid = isBare ? rest.trim() : rest.replace(STRAY, "");
    if (!solid.includes(" ") && offered.has(solid)) return { text: "", beginsLine: begins, calls: own, kinds };
    skipsLine &&= !names.own.test(solid);
    const text = skipsLine ? "" : mayBeRuled(solid, kinds) ? withoutBeginning(solid, begins) : solid;
    if (text === undefined) return undefined;
    const said = text.trim();
    isListed = said.endsWith(":") || said.endsWith("：") || (isListed && begins && LABELLED.test(said));
    isFirst &&= said === "";
    const called = own.length + more.length === 0 ? NONE : [...own, ...more];
    return { text: said, beginsLine: begins, calls: called, kinds };
  }

  function withoutBeginning(sentence: string, begins: boolean): string | undefined {
    let text = sentence;
    let isItem = false;
    const mayHold = (rule: Beginning): boolean =>
      !(
        (rule.ofLine && !begins) ||
        (rule.isLine && !beginsLine) ||
        (rule.isFirst && !isFirst) ||
        (rule.isLater && (isFirst || isListed))
      );
    const find = (from: number): Begun | undefined => names.beginnings.find(text, from, mayHold, others);
    for (let next = find(0); next !== undefined; next = find(next.rule.at + 1)) {
      const { rule, part, before } = next;
      if (rule.isThought) plan.expect();
      if (rule.fate === "end") return void (isOver = true);
      if (rule.fate === "drop") return "";
      if (rule.fate === "line") {
        skipsLine = !beginsLine;
        return before;
      }
      text = rule.fate.says + text.slice(part.length);
      isItem ||= rule.isItem;
      if (rule.isAnnounced || (rule.isAfterThought && plan.isExpected())) plan.over();
    }
    return isItem && !ENDS.test(text) ? `${text}.` : text;
  }

  function aloud({ text, beginsLine: begins, calls: own, kinds }: Sentence): Spoken[] {
    const say = (words: string): Spoken[] => told(words, words === text ? kinds : kindsIn(words));
    const words = isOver || text === "" ? NOTHING : all(quotes.read(text, begins), say);
    return isOver || own.length === 0 ? words : [...words, ...own];
  }

  function told(sentence: string, kinds: number): Spoken[] {
    const unsigned = (kinds & DASH) !== 0 ? sentence.replace(names.signature, "") : sentence;
    const words = isOver ? "" : polished(unsigned, kinds, speaker.callsPlayersByName);
    if (words === "") return NOTHING;
    if (mayBreak(words, kinds) && BREAKS.some((each) => each.words.test(words))) {
      isOver = true;
      onBrokeCharacter?.();
      return NOTHING;
    }
    const loop = isLoop(words);
    isOver = loop === "loop" || isEnough() || (length > 0 && length + words.length > room);
    if (isOver || loop === "again") return NOTHING;
    said += words.length <= INTERJECTION && !words.includes(" ") ? 0.5 : 1;
    length += words.length + 1;
    // What was cut for its length may come to its end.
    room = FULL_STOPS.includes(words.charAt(words.length - 1)) || ENDS.test(words) ? characters : characters + RUN_ON;
    return [words];
  }
}

/** So much longer than allowed may an answer be whose sentence has no end yet. */
const RUN_ON = 600;
/** "Well…" and "Aye!" count half. */
const INTERJECTION = 12;

/** Most sentences hold nothing else. */
const USUAL = STOP | QUOTE;

const NOTHING: Spoken[] = [];
const NONE: WrittenCall[] = [];
const NOBODY: ReadonlySet<string> = new Set();

/** What becomes of each; of one, as it mostly is, without a list of lists. */
const all = <T>(parts: T[], read: (part: T) => Spoken[]): Spoken[] =>
  parts.length === 1 && parts[0] !== undefined ? read(parts[0]) : parts.flatMap(read);
/** Of our own, or of a call. */
const HAS_SIGNS = new RegExp(`[({${CALL}${GAP}${NAMED}]`);
const withGaps = (text: string): string => text.replaceAll(CALL, GAP);

/** `wave {}`: its arguments are away already, its name goes after them. */
const withoutToolNames = (text: string): string => (text.includes(NAMED) ? text.replace(TOOL_NAME, GAP) : text);
const TOOL_NAME = new RegExp(`(?:Action |to=)?[\\w.]+(?::\\d+)?(?: json)?\\s?[:=]?[\\s${GAP}]*${NAMED}|${NAMED}`, "gi");

const callsIn = (text: string): number => (text.includes(CALL) ? text.split(CALL).length - 1 : 0);

/** Without one of these no rule of a beginning holds. */
const mayBeRuled = (text: string, kinds: number): boolean =>
  (kinds & (SIGN | DASH | RARE | FOREIGN)) !== 0 ||
  MAY_BE_RULED.test(text) ||
  text.includes("..") ||
  text.includes("OOC") ||
  text.includes("assistantfinal") ||
  ((kinds & QUOTE) !== 0 && TELLS.test(text));
/** `Robin says, "Hi!"` */
const TELLS = /^\S+(?: \S+){1,4}, ?["“«„]/;

const MAY_BE_RULED =
  /^(?:[^A-Za-z"“‘]|(?:the )?(?:end of|player|user|human|guest|travell?er|(?:this|the|my) (?:response|reply|answer|dialogue|line)|i (?:stayed|kept|have stayed|tried|made|will|can|['’]ll|['’]m)|i['’](?:ll|m)|let(?: me|['’]s)|sure|certainly|okay|alright|absolutely|of course|got it|what (?:do|will|would) you|feel free|below is|(?:i )?hope (?:this|that)|would you like me|if you(?:['’]d| would))\b|[^.!?…]{1,40}$)|…\s*$/i;
const LABELLED = /^[^:：]{1,40}[:：]/;
const endsLine = (text: string): boolean => LINE_ENDS.includes(text.charAt(text.length - 1));
const LINE_ENDS = "\r\n\u0085\u2028\u2029\u0086";
const STRAY = new RegExp(`^[${GAP}\\s]+|[${GAP}\\s]+$`, "g");
const mayBreak = (words: string, kinds: number): boolean =>
  ((kinds & FOREIGN) !== 0 && (kindsIn(words) & FOREIGN) !== 0) || MAY_BREAK.test(words);
/** Without one of these words nobody speaks as a program, in English and where its letters are written. */
const MAY_BREAK =
  /model|assist|artificial|\b(?:AI|IA|KI)\b|program|chatbot|openai|anthropic|google|\bmeta\b|mistral|alibaba|deepseek|gpt|claude|gemini|qwen|llama|training|knowledge|system|sorry|unable|apologi|role-?play|request|inteligencia/i;
const FULL_STOPS = ".!?";
const ENDS = /[\p{Sentence_Terminal}…:;,]["'”’)]*$/u;
