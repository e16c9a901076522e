import { setTimeout as sleep } from "node:timers/promises";
import { createBreaker } from "../../lib/breaker.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Metrics } from "../../observe/metrics.ts";
import type { ChatChunk, ChatRequest } from "../chat.ts";
import { emptinessOf } from "./empty-answer.ts";
import { estimated, usageIn } from "./estimate.ts";
import type { Learned } from "./learned.ts";
import { wholeAnswers } from "./lessons/fields.ts";
import type { Lesson } from "./lessons/lesson.ts";
import { roomToThink } from "./lessons/room.ts";
import { lessonFrom } from "./lessons/teach.ts";
import { NO_TOOLS, withoutTools } from "./lessons/tools.ts";
import type { Usage } from "./meter.ts";
import { openAnswers, type Opened } from "./open-answer.ts";
import type { CallOptions, ProviderClient, ProviderServer } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import { THOUGHT, watchThoughts } from "./thoughts.ts";
import type { Throttle } from "./throttle.ts";
import type { Alive } from "./wire/read-completion.ts";
import { namesOf } from "./wire/tool-names.ts";
import { isBadCall, isForAll, isTheirFault, pauseBefore } from "./worth-another-try.ts";

/** A server that is busy, breaks off or says nothing is asked so often in all. */
const TRIES = 3;
/** Shapes of one request that are tried. */
const SHAPES = 10;
const SAME_SHAPE = 3;
const FAILURES_IN_A_ROW = 20;
const CLOSED_AGAIN_AFTER_MS = 5_000;

interface Parts {
  server: ProviderServer;
  learned: Learned;
  throttle: Throttle;
  log: Logger;
  metrics: Metrics;
  /** How a call ended; an error only where no call would have ended better. */
  heard: (error?: Error) => void;
  /** Aborts when the relay begins to stop. */
  closing: AbortSignal;
}

/**
 * The model's server as the gateway asks it: behind a queue and a breaker, in the shape that it takes. What it refuses is
 * asked again at once in another shape, and what was learned holds for the next request. It is asked again only as long as
 * no word and no call has come.
 */
export function createProviderClient({
  server,
  learned,
  throttle,
  log,
  metrics,
  heard,
  closing,
}: Parts): ProviderClient {
  const open = openAnswers(closing);
  const breaker = createBreaker({
    faultsInARow: FAILURES_IN_A_ROW,
    openMs: CLOSED_AGAIN_AFTER_MS,
    isFault: isTheirFault,
    onState: (state) => metrics.breakerMoved("provider", state),
  });
  metrics.breakerMoved("provider", "closed");

  const openedFor = async (
    request: ChatRequest,
    { signal, turn, of = turn, spent = () => undefined, wrote = () => undefined }: CallOptions,
    alive: Alive,
  ): Promise<Opened> => {
    const tools = namesOf(request.tools);
    const lessons: Lesson[] = [];
    let failedAtCalls = 0;
    let asked = 0;
    for (let tries = 1; ;) {
      const shaped = learned.shaped(request, lessons);
      const body = failedAtCalls > 1 ? withoutTools(shaped) : shaped;
      const lost = (written: number): void => spent(estimated(body, written));
      let call = { hasThought: false, written: 0 };
      const hear: Alive = (isThought, written) => {
        call.hasThought ||= isThought;
        call.written = written;
        wrote(written);
        alive(isThought, written);
      };
      const inVain = (usage?: Usage): void => {
        spent(usage ?? estimated(body, call.written));
        call = { hasThought: false, written: 0 };
        wrote(0);
      };
      // The first was let in with its place.
      if (asked > 0) await throttle.again(body, signal, turn);
      let isBeside = false;
      asked += 1;
      const start = (ends: AbortSignal, heard: Alive) => {
        if (isBeside) throttle.beside(body, turn);
        isBeside = true;
        return server.complete(body, tools, ends, heard);
      };
      try {
        const opened = await breaker.execute(() => open(start, signal, hear, lost), of);
        const empty = emptinessOf(opened, request, tries);
        if (empty !== undefined) {
          inVain(await usageOf(opened));
          opened.close();
          throw empty;
        }
        learned.keep(request.model, lessons);
        heard();
        return opened;
      } catch (error) {
        if (!(error instanceof ProviderError) || signal.aborted) throw error;
        if (call.hasThought || call.written > 0) inVain();
        if (isBadCall(error)) failedAtCalls += 1;
        const lesson = lessonFrom(error, body, tries);
        if (lesson !== undefined && isNew(lesson, lessons)) {
          lessons.push(lesson);
          continue;
        }
        const pause = pauseBefore(error, tries);
        if (error.retryAfterMs !== undefined) throttle.pause(error.retryAfterMs);
        if (pause === undefined || tries === TRIES) {
          if (isForAll(error)) heard(error);
          throw error;
        }
        tries += 1;
        log.info({ turn, tries, why: error.message }, "the model's server is asked again");
        if (pause > 0) await sleep(pause, undefined, { signal });
      }
    }
  };

  return {
    defaultModel: server.defaultModel,
    async *chat(request, options) {
      const leave = await throttle.enter(request, options.signal, options.turn);
      let opened: Opened | undefined;
      let isRead = false;
      let used: number | undefined;
      try {
        const thoughts = watchThoughts();
        const opening = openedFor(request, options, thoughts.alive);
        opening.catch(() => undefined);
        while ((opened = await thoughts.unless(opening)) === undefined) yield THOUGHT;
        let next = opened.first;
        for (; next.done !== true; next = await opened.rest.next()) {
          // Who calls has tools, whatever was refused before.
          if (next.value.choices[0]?.delta.tool_calls) learned.forget(request.model, NO_TOOLS);
          if (next.value.usage) used = next.value.usage.prompt_tokens + next.value.usage.completion_tokens;
          yield next.value;
        }
        isRead = true;
        if (!next.value.isStreamed) learned.keep(request.model, [wholeAnswers]);
        if (next.value.hasThoughts && next.value.finish === "length") learned.keep(request.model, [roomToThink]);
      } finally {
        opened?.close(isRead);
        leave(used);
      }
    },
  };
}

/** Of an answer that has ended; undefined where its server did not say it. */
async function usageOf({ first, rest }: Opened): Promise<Usage | undefined> {
  let usage: ChatChunk["usage"];
  for (let next = first; next.done !== true; next = await rest.next()) usage = next.value.usage ?? usage;
  return usage && usageIn(usage);
}

const isNew = ({ key }: Lesson, lessons: Lesson[]): boolean =>
  lessons.length < SHAPES && lessons.filter((lesson) => lesson.key === key).length < SAME_SHAPE;
