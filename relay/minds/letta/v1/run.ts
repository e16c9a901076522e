import { setTimeout as sleep } from "node:timers/promises";
import type { Letta } from "@letta-ai/letta-client";
import type { LettaStreamingResponse } from "@letta-ai/letta-client/resources/agents/messages";
import type { MessageCreateParams } from "@letta-ai/letta-client/resources/conversations/messages";
import { unless } from "../../../lib/abort.ts";
import { isSaidByServer } from "./errors.ts";

export type Messages = NonNullable<MessageCreateParams["messages"]>;

const CANCEL_MS = 3_000;
/** Rounds of tools that the server itself runs: a model may call one that it was never offered, and is told so. */
const STEPS = 4;

/**
 * Lets the agent run on these messages; yields what happens. Whoever leaves early has the run cancelled on the server, which
 * would else go on to its end, write the answer down, and drop what was said meanwhile. `request` is for the server's log.
 */
export async function* run(
  client: Letta,
  thread: string,
  body: Pick<MessageCreateParams, "messages" | "client_tools">,
  signal: AbortSignal,
  request?: string,
): AsyncGenerator<LettaStreamingResponse, void> {
  const connection = new AbortController();
  const options = { signal: connection.signal, headers: headersFor(request) };
  const stream = { streaming: true, stream_tokens: true, include_pings: true, max_steps: STEPS } as const;
  // By a ping the server answers at once, when it has begun.
  const began = client.conversations.messages.create(thread, { ...body, ...stream }, options);
  let isOver = false;
  try {
    const events = (await unless(signal, began))[Symbol.asyncIterator]();
    for (
      let next = await unless(signal, events.next());
      next.done !== true;
      next = await unless(signal, events.next())
    ) {
      yield next.value;
    }
    isOver = true;
  } catch (error) {
    isOver = isSaidByServer(error);
    throw error;
  } finally {
    if (!isOver) await cancel(client, thread, began);
    connection.abort();
  }
}

/**
 * By the first a proxy in between finds the request again; the second is the server's own name for it: it is kept with each
 * step of the run (`letta/server/rest_api/middleware/request_id.py` in 0.16).
 */
const headersFor = (request: string | undefined) =>
  request === undefined ? {} : { "x-request-id": request, "x-api-request-log-id": request };

/** Before the server has begun there is nothing that it could cancel. */
async function cancel(client: Letta, thread: string, began: Promise<unknown>): Promise<void> {
  const hasBegun = await Promise.race([
    began.then(
      () => true,
      () => false,
    ),
    sleep(CANCEL_MS, true),
  ]);
  if (hasBegun) await client.conversations.cancel(thread, {}, { timeout: CANCEL_MS }).catch(() => undefined);
}
