import { Letta } from "@letta-ai/letta-client";

/**
 * Sends everything once: by its default the client says a message again after a 409, a 5xx or a timeout, and the NPC would
 * answer twice. It would also write to the console by itself. `timeout`: so many milliseconds it may be silent.
 */
export const openClient = (baseURL: string, token: string | undefined, timeout: number): Letta =>
  new Letta({ baseURL, apiKey: token ?? null, maxRetries: 0, timeout, logLevel: "off" });
