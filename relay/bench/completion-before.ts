import { EventSourceParserStream } from "eventsource-parser/stream";
import { z } from "zod";
import { createBreaker } from "../lib/breaker.ts";
import type { ChatRequest } from "../models/chat.ts";
import { createThrottle } from "../models/client/throttle.ts";

type Chunk = z.infer<typeof chatChunk>;

/** The client as it was until November 2026, without its errors: the measure that the one of today is held against. */
export function clientBefore(url: string): (request: ChatRequest, signal: AbortSignal) => AsyncIterable<Chunk> {
  const throttle = createThrottle({ concurrency: 256, queueMs: 6_000 });
  const breaker = createBreaker({ faultsInARow: 20, openMs: 5_000, onState: () => undefined });
  return async function* (request, signal) {
    const leave = await throttle.enter(request, signal);
    try {
      const { first, rest } = await breaker.execute(() => open(`${url}/chat/completions`, request, signal));
      if (first.done !== true) yield first.value;
      yield* rest;
    } finally {
      leave();
    }
  };
}

async function open(url: string, request: ChatRequest, signal: AbortSignal) {
  const iterator = read(url, request, signal)[Symbol.asyncIterator]();
  return { first: await iterator.next(), rest: { [Symbol.asyncIterator]: () => iterator } };
}

async function* read(url: string, request: ChatRequest, signal: AbortSignal): AsyncIterable<Chunk> {
  const body = JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } });
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body, signal });
  if (!answer.ok || answer.body === null) throw new Error(`The server answered ${answer.status}.`);
  const events = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) {
    if (data === "[DONE]") return;
    yield chatChunk.parse(JSON.parse(data));
  }
}

const chatChunk = z.looseObject({
  id: z.string().default(""),
  choices: z
    .array(
      z.looseObject({
        delta: z
          .looseObject({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.looseObject({
                  index: z.int().min(0).max(127).default(0),
                  id: z.string().nullish(),
                  function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).optional(),
                }),
              )
              .nullish(),
          })
          .default({}),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z
    .looseObject({
      prompt_tokens: z.number().default(0),
      completion_tokens: z.number().default(0),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});
