import { readInvocations } from "./calls.ts";
import { beginningsFor } from "./names.ts";
import { planReader } from "./plan.ts";
import { polished } from "./polish.ts";
import { quoteReader } from "./quoted.ts";
import { repeats } from "./repeats.ts";
import { BREAKS } from "./sentence-rules.ts";
import { GAP, THOUGHT_OVER } from "./signs.ts";
import type { Speaker } from "./speaker.ts";

/** Of the sentences of an answer, in their order, what is said aloud. */
export function spokenReader(speaker: Speaker) {
  const {
    offered = new Map(),
    onCall,
    onBrokeCharacter,
    brief: { sentences = Infinity, characters = Infinity } = {},
  } = speaker;
  const beginnings = beginningsFor(speaker);
  const plan = planReader(speaker);
  const quotes = quoteReader(speaker);
  const isLoop = repeats();
  let beginsLine = true;
  let isOver = false;
  let said = 0;
  let length = 0;

  return { read, end, isOver: () => isOver };

  function read(sentence: string): string[] {
    const begins = beginsLine;
    beginsLine = LINE_ENDS.test(sentence);
    const isThought = sentence.endsWith(THOUGHT_OVER);
    const text = isThought ? "" : begun(sentence.trim().replace(STRAY, ""), begins);
    if (isThought) plan.over();
    return text === "" ? [] : plan.read(text, begins).flatMap(quoted);
  }

  function end(): string[] {
    return isOver ? [] : [...plan.end().flatMap(quoted), ...quotes.end().flatMap(told)];
  }

  /** Without what stands before the words; empty where nothing of it is said. */
  function begun(sentence: string, begins: boolean): string {
    let text = sentence;
    let isItem = false;
    for (const rule of beginnings) {
      if (rule.ofLine && !begins) continue;
      const part = rule.begins.exec(text)?.[0];
      if (part === undefined) continue;
      if (rule.fate === "end") isOver = true;
      if (typeof rule.fate !== "object") return "";
      text = rule.fate.says + text.slice(part.length);
      isItem ||= rule.isItem === true;
    }
    const calls = INVOKES.test(text) ? readInvocations(text, offered) : undefined;
    if (
      calls !== undefined &&
      calls.every(({ tool }) => offered.has(tool) || tool.includes("_") || /\(\)|\{/.test(text))
    ) {
      for (const { tool, args } of calls) if (offered.has(tool)) onCall?.(tool, args);
      return "";
    }
    return isItem && !ENDS.test(text) ? `${text}.` : text;
  }

  function quoted({ text, beginsLine: begins }: { text: string; beginsLine: boolean }): string[] {
    return isOver ? [] : quotes.read(text, begins).flatMap(told);
  }

  function told(sentence: string): string[] {
    const words = isOver ? "" : polished(sentence);
    if (words === "") return [];
    if (BREAKS.some((each) => each.words.test(words))) {
      isOver = true;
      onBrokeCharacter?.();
      return [];
    }
    const loop = isLoop(words);
    isOver = loop === "loop" || (said > 0 && length + words.length > characters);
    if (isOver || loop === "again") return [];
    said += 1;
    length += words.length + 1;
    isOver = said >= sentences || length > characters;
    return [words];
  }
}

const LINE_ENDS = /[\r\n\u0085\u2028\u2029\uE000]$/;
const STRAY = new RegExp(`^[${GAP}\\s]+|[${GAP}\\s]+$`, "g");
const INVOKES = /^[A-Za-z_][\w.:]{1,60}\s?(?:\(.*\)|\{.*\})[.;]?$/;
const ENDS = /[\p{Sentence_Terminal}…:;,]["'”’)]*$/u;
