import type { Letta } from "@letta-ai/letta-client";
import type { Logger } from "../../../observe/logger.ts";
import { MindError } from "../../mind.ts";
import { isRefusal, isSaidByServer } from "./errors.ts";

const LOOK_MS = 5_000;

/** Looks again and again whether the server is there. @throws {MindError} when it is, and refuses the token. */
export async function watchServer(client: Letta, baseUrl: string, log: Logger) {
  let isReady = false;
  const hear = (isThere: boolean) => {
    if (isThere !== isReady)
      log[isThere ? "info" : "warn"](`the Letta server at ${baseUrl} ${isThere ? "is ready" : "is away"}`);
    isReady = isThere;
  };
  const look = () =>
    client.health().then(
      () => hear(true),
      (error: unknown) => hear(isSaidByServer(error)),
    );

  try {
    await client.models.list();
    hear(true);
  } catch (error) {
    if (isRefusal(error))
      throw new MindError("unavailable", `The Letta server at ${baseUrl} refuses LETTA_PASSWORD or LETTA_API_KEY.`);
    log.warn({ err: error }, `the Letta server at ${baseUrl} cannot be reached yet`);
  }
  const timer = setInterval(() => void look(), LOOK_MS).unref();
  return { isReady: () => isReady, close: () => clearInterval(timer) };
}
