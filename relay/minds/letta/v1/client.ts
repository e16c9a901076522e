import { Letta } from "@letta-ai/letta-client";

const ANSWER_MS = 10_000;

/**
 * Sends everything once: by its default the client says a message again after a 409, a 5xx or a timeout, and the NPC would
 * answer twice. It would also write to the console by itself.
 */
export const openClient = (baseURL: string, token: string | undefined): Letta =>
  new Letta({ baseURL, apiKey: token ?? null, maxRetries: 0, timeout: ANSWER_MS, logLevel: "off" });
