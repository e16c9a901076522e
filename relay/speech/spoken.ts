import { takeInvocations } from "./calls/invocations.ts";
import type { WrittenCall } from "./calls/written-call.ts";
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
  const { offered = new Map(), onBrokeCharacter, brief = {} } = speaker;
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

  function read(sentence: string): Spoken[] {
    const begun = begin(sentence);
    if (!sentence.endsWith(THOUGHT_OVER)) return begun === undefined ? [] : plan.read(begun).flatMap(aloud);
    plan.over();
    return [];
  }

  function end(): Spoken[] {
    return isOver ? [] : [...plan.end().flatMap(aloud), ...quotes.end().flatMap(told)];
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
  function begin(sentence: string): Sentence | undefined {
    const begins = beginsLine;
    beginsLine = LINE_ENDS.test(sentence);
    skipsLine &&= !begins;
    const own = calls.length === 0 ? calls : calls.splice(0, callsIn(sentence));
    const isBare = !HAS_SIGNS.test(sentence);
    const { rest, calls: more } = isBare
      ? { rest: sentence, calls: NONE }
      : takeInvocations(withGaps(withoutToolNames(sentence)), offered);
    if (offered.has(rest.trim())) return { text: "", beginsLine: begins, calls: own };
    const text = withoutBeginning(isBare ? rest.trim() : rest.replace(STRAY, ""), begins);
    if (text === undefined) return undefined;
    isListed = ANNOUNCES.test(text) || (isListed && begins && LABELLED.test(text));
    isFirst &&= text === "";
    return { text: text.trim(), beginsLine: begins, calls: [...own, ...more] };
  }

  function withoutBeginning(sentence: string, begins: boolean): string | undefined {
    let text = sentence;
    if (skipsLine) return "";
    let isItem = false;
    if (!MAY_BE_RULED.test(text)) return text;
    for (const rule of names.beginnings) {
      if ((rule.ofLine && !begins) || (rule.isLine && !beginsLine)) continue;
      if (rule.isLater && (isFirst || isListed)) continue;
      const [part, before = ""] = rule.begins.exec(text) ?? [];
      if (part === undefined || rule.before?.test(text.slice(part.length)) === false) continue;
      if (rule.fate === "end") return void (isOver = true);
      if (rule.fate === "drop") return "";
      if (rule.fate === "line") {
        skipsLine = !beginsLine;
        return before;
      }
      text = rule.fate.says + text.slice(part.length);
      isItem ||= rule.isItem === true;
      if (rule.isAnnounced) plan.over();
    }
    return isItem && !ENDS.test(text) ? `${text}.` : text;
  }

  function aloud({ text, beginsLine: begins, calls: own }: Sentence): Spoken[] {
    const words = isOver || text === "" ? [] : quotes.read(text, begins).flatMap(told);
    return isOver ? words : [...words, ...own];
  }

  function told(sentence: string): string[] {
    const unsigned = HAS_DASH.test(sentence) ? sentence.replace(names.signature, "") : sentence;
    const words = isOver ? "" : polished(unsigned, speaker.callsPlayersByName);
    if (words === "") return [];
    if (BREAKS.some((each) => each.words.test(words))) {
      isOver = true;
      onBrokeCharacter?.();
      return [];
    }
    const loop = isLoop(words);
    isOver = loop === "loop" || isEnough() || (length > 0 && length + words.length > room);
    if (isOver || loop === "again") return [];
    said += INTERJECTION.test(words) ? 0.5 : 1;
    length += words.length + 1;
    // What was cut for its length may come to its end.
    room = ENDS.test(words) ? characters : characters + RUN_ON;
    return [words];
  }
}

/** So much longer than allowed may an answer be whose sentence has no end yet. */
const RUN_ON = 600;
/** "Well…" and "Aye!" count half. */
const INTERJECTION = /^\S{1,12}$/;

const NONE: WrittenCall[] = [];
/** Of our own, or of a call. */
const HAS_SIGNS = new RegExp(`[({${CALL}${GAP}${NAMED}]`);
const withGaps = (text: string): string => text.replaceAll(CALL, GAP);

/** `wave {}`: its arguments are away already, its name goes after them. */
const withoutToolNames = (text: string): string => (text.includes(NAMED) ? text.replace(TOOL_NAME, GAP) : text);
const TOOL_NAME = new RegExp(`(?:Action )?[\\w.]+(?::\\d+)?\\s?[:=]?[\\s${GAP}]*${NAMED}|${NAMED}`, "gi");

const callsIn = (text: string): number => (text.includes(CALL) ? text.split(CALL).length - 1 : 0);

/** Without one of these no rule of a beginning holds. */
const MAY_BE_RULED =
  /^[^\p{L}\p{Pi}"]|[:：]|\s[-–—>]\s|_|^\p{L}\)|^(?:functions|tools?|default_api)\.|^(?:the )?(?:end of|player|user|human|guest|travell?er|(?:this|the|my) (?:response|reply|answer|dialogue|line)|i (?:stayed|kept|have stayed|tried|made)|let me know if|feel free|below is|(?:i )?hope (?:this|that)|would you like me|if you)\b|^[^.!?…]{1,40}$|(?:\.\.|…)\s*$|(?<!\p{L})(?:OOC|A\/N)(?!\p{L})|\/\//iu;
const ANNOUNCES = /[:：]\s*$/;
const LABELLED = /^[^:：]{1,40}[:：]/;
const LINE_ENDS = /[\r\n\u0085\u2028\u2029\uE000]$/;
const STRAY = new RegExp(`^[${GAP}\\s]+|[${GAP}\\s]+$`, "g");
const HAS_DASH = /[-–—~]/;
const ENDS = /[\p{Sentence_Terminal}…:;,]["'”’)]*$/u;
