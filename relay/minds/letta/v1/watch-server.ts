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
  const isThere = () => client.health().then(() => true, isSaidByServer);
  // One look may be lost: its connection was closed just then, or the server was busy.
  const look = async (): Promise<void> => hear((await isThere()) || (await isThere()));

  try {
    await client.models.list();
    hear(true);
  } catch (error) {
    if (isRefusal(error))
      throw new MindError("unavailable", `The Letta server at ${baseUrl} refuses LETTA_PASSWORD or LETTA_API_KEY.`);
    log.warn({ err: error }, `the Letta server at ${baseUrl} cannot be reached yet`);
  }
  let timer = setTimeout(() => undefined);
  let isClosed = false;
  const lookLater = (): void => {
    if (!isClosed) timer = setTimeout(() => void look().finally(lookLater), LOOK_MS).unref();
  };
  lookLater();
  const close = (): void => {
    isClosed = true;
    clearTimeout(timer);
  };
  return { isReady: () => isReady, close };
}
