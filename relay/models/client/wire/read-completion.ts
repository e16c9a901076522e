import type { Readable } from "node:stream";
import type { ChatChunk } from "../../chat.ts";
import { ProviderError } from "../provider-error.ts";
import { collectCalls } from "./calls.ts";
import { holdWords } from "./hold-words.ts";
import { ADDRESS, errorIn } from "./read-error.ts";
import { type Part, readPart, unwrapped } from "./read-part.ts";
import { DONE } from "./read-text.ts";
import { readValues } from "./read-values.ts";
import { countUnsaid } from "./unsaid.ts";

/** How an answer ended. */
export interface Ending {
  finish: Finish;
  hasThoughts: boolean;
  /** It came in pieces. */
  isStreamed: boolean;
}

export type Finish = "stop" | "length" | "tool_calls" | "content_filter";

/** Hears of each sign of life: words, thoughts, heartbeats. `written`: characters that have come so far, words or not. */
export type Alive = (isThought: boolean, written: number) => void;

interface Reading {
  /** Names of the tools that were offered. */
  tools: string[];
  alive: Alive;
}

/** After its end an answer may still say what it cost. */
const USAGE_MS = 1_000;

/**
 * A completion as it comes, whatever shape its server gives it. The first words go on at once, and those that may end a
 * sentence; others may wait for those behind them, since all who listen to an answer hear it sentence by sentence. Calls go on
 * when all of them are whole.
 * @throws {ProviderError} where there is none, where it is an error, or breaks off.
 */
export async function* readCompletion(body: Readable, { tools, alive }: Reading): AsyncGenerator<ChatChunk, Ending> {
  const all = readValues(body);
  const calls = collectCalls(tools);
  const held = holdWords();
  const unsaid = countUnsaid();
  let said = "";
  let own: Record<string, unknown> = {};
  let finish: string | undefined;
  let usage: Part["usage"];
  let isDone = false;
  let hasThoughts = false;
  let isStreamed = true;
  let areTexts = true;
  let isCompletion = false;
  let late: NodeJS.Timeout | undefined;

  try {
    for (let values = await all.next(); values !== undefined; values = await all.next()) {
      let words = "";
      let isThought = false;
      let isLast = false;
      let error: ProviderError | undefined;
      for (const given of values) {
        isDone ||= given === DONE;
        if (isDone) break;
        const value = unwrapped(given);
        error = finish === undefined ? errorIn(value) : undefined;
        const part = readPart(value);
        if (part !== undefined) {
          isCompletion = true;
          areTexts &&= part.isText || part.words === "";
          words += newWords(part.words, said + words, { isWhole: part.isWhole, areTexts });
          calls.add(part.calls, part.isWhole);
          unsaid.add(part);
          own = withOwn(own, part.own);
          isStreamed &&= !part.isWhole;
          isThought ||= part.hasThoughts;
          finish = part.finish ?? finish;
          usage = part.usage ?? usage;
          isLast = usage !== undefined && part.words === "" && part.calls.length === 0;
        }
        if (error !== undefined) break;
      }
      said += words;
      hasThoughts ||= isThought;
      alive(isThought, said.length + unsaid.count());
      const ready = held.add(words, finish !== undefined);
      if (ready !== "") yield saying(ready);
      if (error !== undefined) throw error;
      if (isDone || (finish !== undefined && isLast)) break;
      // Some say with each piece that it is the last.
      clearTimeout(late);
      if (finish !== undefined) late = setTimeout(() => body.destroy(), USAGE_MS);
    }
    if (held.areAny()) yield saying(held.add("", true));
  } catch (error) {
    if (held.areAny()) yield saying(held.add("", true));
    if (finish === undefined) throw broken(error);
  } finally {
    clearTimeout(late);
    all.stop();
    if (finish !== undefined || isDone) runOff(body);
    else body.destroy();
  }
  if (!isCompletion)
    throw new ProviderError(502, `The model's server sent no event stream of a completion. ${ADDRESS}`);
  if (finish !== undefined && BREAKS.test(finish)) throw brokenBy(finish);
  if (finish === undefined && !isDone && !isWhole(said, calls)) throw broken();
  const ending: Ending = { finish: finishOf(finish, calls.all().length), hasThoughts, isStreamed };
  yield* endOf(calls.all(), own, ending.finish);
  if (usage !== undefined) yield { ...chunkOf(), choices: [], usage };
  return ending;
}

/** A connection whose answer was read to its end can be used again. */
function runOff(body: Readable): void {
  if (body.readableEnded || body.destroyed) return;
  const late = setTimeout(() => body.destroy(), USAGE_MS).unref();
  body.on("close", () => clearTimeout(late)).resume();
}

function* endOf(
  calls: ReturnType<ReturnType<typeof collectCalls>["all"]>,
  own: Part["own"],
  finish: Finish,
): Generator<ChatChunk> {
  if (calls.length > 0) {
    const tool_calls = calls.map(({ id, name, arguments: args, own: ofCall }, index) => ({
      index,
      id,
      type: "function",
      function: { name, arguments: args },
      own: { call: ofCall, message: own },
    }));
    yield chunkOf({ role: "assistant", tool_calls });
  }
  yield chunkOf({}, finish);
}

const chunkOf = (delta: ChatChunk["choices"][number]["delta"] = {}, finish: Finish | null = null): ChatChunk => ({
  id: "completion",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: finish }],
});

const saying = (content: string): ChatChunk => chunkOf({ role: "assistant", content });

/** Some say all words again with each piece, or at the end, most of them where a whole message stands. What is short is said twice. */
function newWords(words: string, said: string, { isWhole, areTexts }: { isWhole: boolean; areTexts: boolean }): string {
  const mayBeAgain = said.length >= LONG ? isWhole || words.length > said.length : isWhole && !areTexts;
  if (mayBeAgain && words.startsWith(said)) return words.slice(said.length);
  return isWhole && words.length >= LONG && said.endsWith(words) ? "" : words;
}

/** In characters: `No! ` may stand before `No! No!`. */
const LONG = 8;

/** Fields that come in pieces are put together. Bounded, since they are kept. */
function withOwn(own: Record<string, unknown>, more: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(more)) {
    const old = own[name];
    if (typeof old === "string" && typeof value === "string")
      own[name] = old.length < OWN_CHARACTERS ? old + value : old;
    else if (Array.isArray(old) && Array.isArray(value))
      own[name] = old.length < OWN_PARTS ? [...(old as unknown[]), ...(value as unknown[])] : old;
    else own[name] = value;
  }
  return own;
}

const OWN_CHARACTERS = 64_000;
const OWN_PARTS = 500;

function finishOf(finish: string | undefined, calls: number): Finish {
  if (calls > 0) return "tool_calls";
  if (/length|max.?tokens|token.?limit|truncat|context.?window/i.test(finish ?? "")) return "length";
  return /filter|safety|refus|prohibited|block|recitation|guardrail|sensitive/i.test(finish ?? "")
    ? "content_filter"
    : "stop";
}

/** Not the model has ended, but its server: https://api-docs.deepseek.com, `insufficient_system_resource`; Gemini, `MALFORMED_FUNCTION_CALL`. */
const BREAKS = /error|abort|cancel|interrupt|insufficient|time.?out|fail|malformed/i;

const brokenBy = (finish: string): ProviderError =>
  new ProviderError(502, `The model's answer broke off (${finish.replace(/\W+/g, " ").slice(0, 60)}).`, {
    said: finish,
  });

/** Some servers never say that they have finished: then an answer is whole that ends as a sentence ends. */
const isWhole = (said: string, calls: ReturnType<typeof collectCalls>): boolean =>
  calls.count() > 0 ? calls.areWhole() : said === "" || /[\p{Sentence_Terminal}…][^\p{L}\p{N}]*$/u.test(said);

const broken = (cause?: unknown): ProviderError =>
  cause instanceof ProviderError ? cause : new ProviderError(502, "The model's answer broke off.", { cause });
