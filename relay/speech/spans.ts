import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";
import { readInvocations, readObject, readTagged, type WrittenCall } from "./calls.ts";
import { isBracketedDirection, isStarredDirection, startsWithDeed } from "./directions.ts";
import { objectAt } from "./object-at.ts";
import { GAP, LESS, MORE, OWN_SIGNS, THOUGHT_OVER } from "./signs.ts";
import { BEGINNINGS, BRACKETS, type SpanRule, TAGS } from "./span-rules.ts";
import type { Speaker } from "./speaker.ts";

/** What stands between two marks is short, and on one line. */
const MARKED = 300;
/** A call, or an answer in JSON. What is longer is no call, and nothing of it is said. */
const OBJECT = 4_000;
/** Longer than any closing mark. */
const TAIL = 48;

/**
 * Takes out of a text what is written between marks and is no words: tags, brackets, stars, code and objects, by the tables.
 * A mark waits until its closing one has come, or cannot come any more, so the result is the same however the text is cut.
 */
export function spanReader({ name, offered = new Map(), onCall }: Speaker) {
  let rest = "";
  let isOver = false;
  /** Inside something that ends with `until`: what is in it, and what becomes of it. */
  let inside: { until: RegExp; isKept: boolean; done: (body: string) => void } | undefined;
  let body = "";
  let out = "";
  let lastSign = "";
  let lastSolid = "";

  return { read, isOver: () => isOver };

  function read(piece: string, isLast: boolean): string {
    rest += piece;
    out = "";
    while (!isOver && (inside === undefined ? outside(isLast) : through(inside, isLast)));
    return out;
  }

  /** Up to the next mark and over it. Whether there is more to read. */
  function outside(isLast: boolean): boolean {
    if (lastSolid === "" && !begin(isLast)) return false;
    if (inside !== undefined || rest === "") return inside !== undefined;
    const at = rest.search(MARK);
    say(at < 0 ? rest : rest.slice(0, at));
    rest = at < 0 ? "" : rest.slice(at);
    if (at < 0) return false;
    const length = mark(rest.charAt(0), isLast);
    if (length === undefined) return false;
    rest = length === 0 ? rest : rest.slice(length);
    return true;
  }

  /** Where markers were lost. Whether the beginning is long enough to tell. */
  function begin(isLast: boolean): boolean {
    rest = rest.trimStart();
    const isShort = !isLast && rest.length < TAIL;
    if (isShort && HEADS.some((head) => rest.startsWith(head) || head.startsWith(rest))) return false;
    const rule = BEGINNINGS.find(({ token }) => token.test(rest));
    const head = rule?.token.exec(rest)?.[0];
    if (rule === undefined || head === undefined) return true;
    rest = rest.slice(head.length);
    follow(rule, head);
    return true;
  }

  function through({ until, isKept, done }: NonNullable<typeof inside>, isLast: boolean): boolean {
    const end = until.exec(rest);
    if (end === null && !isLast) {
      const keep = Math.max(0, rest.length - TAIL);
      if (isKept && body.length < OBJECT) body += rest.slice(0, keep);
      rest = rest.slice(keep);
      return false;
    }
    const whole = body + rest.slice(0, end?.index ?? rest.length);
    rest = end === null ? "" : rest.slice(end.index + end[0].length);
    inside = undefined;
    body = "";
    done(isKept && whole.length < OBJECT ? whole : "");
    return true;
  }

  function enter(until: RegExp, done: (body: string) => void, isKept = true): void {
    inside = { until, isKept, done };
  }

  function say(text: string): void {
    if (text === "") return;
    out += text;
    lastSign = text.charAt(text.length - 1);
    const solid = text.replaceAll(GAP, " ").trimEnd();
    if (solid !== "") lastSolid = solid.charAt(solid.length - 1);
    if (text.includes("\n", solid.length) && lastSolid !== "") lastSolid = "\n";
    // As if the answer began here.
    if (text === THOUGHT_OVER) lastSolid = "";
  }

  const isAtBoundary = (): boolean => lastSolid === "" || BOUNDARY.test(lastSolid);

  /** How much of the rest the mark is; undefined where it is not whole yet. It has said what there is to say. */
  function mark(sign: string, isLast: boolean): number | undefined {
    if (sign === "<" || sign === LESS) return tag(isLast);
    if (sign === "[" || sign === "【") return bracket(isLast);
    if (sign === "(" || sign === "（") return parenthesis(isLast);
    if (sign === "*" || sign === "＊" || sign === "_") return stars(sign, isLast);
    if (sign === "{") return braces(isLast);
    if (sign === "◁") return kimi(isLast);
    return ticks(isLast);
  }

  function tag(isLast: boolean): number | undefined {
    const whole = TAG.exec(rest)?.[0];
    if (whole === undefined) {
      if (!isLast && rest.length < MARKED && TAG_GOES_ON.test(rest)) return undefined;
      if (!TAG_BEGINS.test(rest)) say("<");
      return 1;
    }
    const token = whole.replace(LESS, "<").replace(MORE, ">").replaceAll("｜", "|").replaceAll("▁", "_");
    const rule = TAGS.find((each) => each.token.test(token));
    if (rule !== undefined && (whole.startsWith("<") || rule !== TAGS.at(-1))) return followed(rule, whole, token);
    // As an entity it was written as a sign, not as a tag: its words stay.
    if (whole.startsWith(LESS)) return ((rest = whole.slice(1, -1) + rest.slice(whole.length)), 0);
    return (say("<"), 1);
  }

  function followed(rule: SpanRule, whole: string, token = whole): number {
    rest = rest.slice(whole.length);
    follow(rule, token);
    return 0;
  }

  function follow({ fate, until = NOTHING }: SpanRule, token: string): void {
    if (typeof fate === "object") say(fate.says === "{char}" ? name : fate.says);
    else if (fate === "over") say(THOUGHT_OVER);
    else if (fate === "thought") enter(until, () => say(GAP), false);
    else if (fate === "call")
      enter(until, (text) =>
        call(readTagged(CALL_NAME.exec(token)?.[1] ?? "", text.replace(/<\|[^|]*\|>/g, ""), offered)),
      );
    else if (fate === "header") enter(until, channel);
    else if (fate === "turn" && lastSolid === "")
      enter(until, (role) => void (isOver ||= /user|human|player/i.test(role)));
    else isOver = true;
  }

  /** A channel of gpt-oss: its thoughts, its calls, its answer. */
  function channel(header: string): void {
    if (/final/.test(header)) return say(THOUGHT_OVER);
    const tool = /to=([\w.]+)/.exec(header)?.[1];
    enter(/<\|(?:end|call|return)\|>|(?=<\|(?:start|channel)\|>)/, (text) => {
      if (tool !== undefined) call(readTagged(tool, text, offered));
    });
  }

  function bracket(isLast: boolean): number | undefined {
    const [whole, inner = "", link] = BRACKET.exec(rest) ?? [];
    if (whole === undefined) return !isLast && BRACKET_GOES_ON.test(rest) ? undefined : 1;
    const after = rest.slice(whole.length);
    if (!isLast && link === undefined && (after === "" || LINK_GOES_ON.test(after))) return undefined;
    const rule = BRACKETS.find(({ token }) => token.test(whole));
    if (rule !== undefined) return followed(rule, whole);
    const calls = readInvocations(inner, offered);
    if (calls !== undefined) return (call(calls), whole.length);
    // A list of objects, or a link: what is in it comes to its turn.
    if (/^\s*\{/.test(inner)) return 1;
    if (link !== undefined) return ((rest = inner + after), 0);
    return (say(GAP), whole.length);
  }

  function parenthesis(isLast: boolean): number | undefined {
    const whole = (NOTE.exec(rest) ?? PARENTHESIS.exec(rest))?.[0];
    if (whole === undefined) {
      if (!isLast && rest.length < MARKED + 4 && !rest.includes("\n")) return undefined;
      return (say("("), 1);
    }
    const inner = whole.slice(1, -1);
    const isCall = /[\p{L}\p{N}_]/u.test(lastSign) && !startsWithDeed(inner);
    if (!isCall && (NOTE.test(rest) || isBracketedDirection(inner, isAtBoundary()))) return (say(GAP), whole.length);
    return (say(whole), whole.length);
  }

  function stars(sign: string, isLast: boolean): number | undefined {
    const run = runOf(sign);
    if (run === rest.length && !isLast && run < MARKED) return undefined;
    if (sign === "_" && /[\p{L}\p{N}_]/u.test(lastSign)) return (say(rest.slice(0, run)), run);
    if (run > 3 || /\s/.test(rest.charAt(run))) return run;
    const line = rest.slice(run, run + MARKED);
    const end = line.search(sign === "_" ? /[_\n]/ : /[*＊\n]/);
    if (end < 0 && line.length < MARKED && !isLast) return undefined;
    const words = end < 0 ? line : line.slice(0, end);
    const after = run + words.length;
    const isClosed = end >= 0 && line.charAt(end) !== "\n";
    const closing = isClosed ? Math.min(run, runOf(line.charAt(end), after)) : 0;
    if (isClosed && closing < run && after + closing === rest.length && !isLast) return undefined;
    // A direction that is not closed goes up to the end of its line; but speech may follow a stray star.
    const isDirection =
      isClosed && run === 1
        ? isStarredDirection(words, isAtBoundary())
        : line.length < MARKED && startsWithDeed(words) && isAtBoundary() && !/[.!?"“]\s/.test(words);
    if (isDirection) return (say(GAP), after + closing);
    rest = words + rest.slice(after + closing);
    return 0;
  }

  function braces(isLast: boolean): number | undefined {
    const macro = MACRO.exec(rest)?.[0];
    if (macro !== undefined) {
      say(PLAYER.test(macro) ? PLAYER_NAME : NPC.test(macro) ? name : GAP);
      return macro.length;
    }
    if (!isLast && MACRO_GOES_ON.test(rest)) return undefined;
    if (!OBJECT_BEGINS.test(rest)) return (say("{"), 1);
    const whole = objectAt(rest, OBJECT);
    if (whole === undefined && rest.length < OBJECT && !isLast) return undefined;
    const { calls, words } = readObject(whole ?? rest.slice(0, OBJECT));
    call(calls);
    rest = words.replace(OWN_SIGNS, "") + (whole === undefined ? "" : `\n${rest.slice(whole.length)}`);
    // Nobody can tell where it ends.
    if (whole === undefined) isOver = !isLast && (say(rest), true);
    return 0;
  }

  function kimi(isLast: boolean): number | undefined {
    const whole = /^◁(\/?)think▷/.exec(rest);
    if (whole === null)
      return !isLast && rest.length < 8 && ("◁think▷".startsWith(rest) || "◁/think▷".startsWith(rest)) ? undefined : 1;
    if (whole[1] === "/") say(THOUGHT_OVER);
    else enter(/◁\/think▷/, () => say(GAP), false);
    return whole[0].length;
  }

  function ticks(isLast: boolean): number | undefined {
    const run = runOf("`");
    if (run < 3 && run === rest.length && !isLast) return undefined;
    if (run < 3) return run;
    enter(/```/, (code) => {
      const object = /[[{][\s\S]*[\]}]/.exec(code)?.[0];
      const { calls, words } = object === undefined ? { calls: [], words: "" } : readObject(object);
      call(calls);
      say(words === "" ? GAP : words.replace(OWN_SIGNS, ""));
    });
    return 3;
  }

  function runOf(sign: string, from = 0): number {
    let at = from;
    while (rest.charAt(at) === sign) at++;
    return at - from;
  }

  function call(calls: WrittenCall[]): void {
    say(GAP);
    for (const { tool, args } of calls) if (offered.has(tool)) onCall?.(tool, args);
  }
}

const MARK = new RegExp(`[<${LESS}[【(（*＊_{◁\`]`);
const HEADS = ["assistant", "analysis", "final"];
const NOTHING = /(?=[\s\S])/;
const BOUNDARY = /[\p{Sentence_Terminal}…:;"”»\n]/u;
const TAG = new RegExp(`^[<${LESS}][^<>${LESS}${MORE}\\n]{1,200}[>${MORE}]`);
const TAG_GOES_ON = new RegExp(`^[<${LESS}](?:$|[/!?|｜\\p{L}][^<>${LESS}${MORE}\\n]{0,199}$)`, "u");
const TAG_BEGINS = new RegExp(`^[<${LESS}][/!?|｜\\p{L}]`, "u");
const CALL_NAME = /(?:=|name=)"?([\w.:-]+)/;
const BRACKET = /^[[【]([^[\]【】\n]{0,300})[\]】](\([^()\s]{0,300}\))?/;
const BRACKET_GOES_ON = /^[[【][^[\]【】\n]{0,300}$/;
const LINK_GOES_ON = /^\([^()\s]{0,300}$/;
const PARENTHESIS = /^[(（][^()（）\n]{0,300}[)）]/;
/** Out of character, by the customs of role play. */
const NOTE = /^(?:\(\([^\n]{0,300}?\)\)|\(\s*OOC\b[^()\n]{0,300}\))/i;
const MACRO = /^(?:\{\{\s{0,8}[\p{L}][^{}"\n:]{0,38}\}\}|\{\s{0,8}[\p{L}][^{}"\n:]{0,38}\})/u;
const MACRO_GOES_ON = /^\{(?:\{?\s{0,8}|\{?\s{0,8}[\p{L}][^{}"\n:]{0,38}\}?)$/u;
const PLAYER = /^\{+\s*(?:the )?(?:player|user|your name|name)/i;
const NPC = /^\{+\s*(?:char|character|bot|npc|assistant)\b/i;
const OBJECT_BEGINS = /^\{\s{0,8}(?:["'}]|\{\s{0,8}["'])/;
