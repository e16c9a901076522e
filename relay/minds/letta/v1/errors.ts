import {
  APIConnectionError,
  APIError,
  AuthenticationError,
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
} from "@letta-ai/letta-client";
import { z } from "zod";
import { MindError } from "../../mind.ts";

/** The agent or the conversation is not there (any more). */
export const isGone = (error: unknown): boolean => error instanceof NotFoundError;

export const isRefusal = (error: unknown): boolean =>
  error instanceof AuthenticationError || error instanceof PermissionDeniedError;

/** The conversation waits for the result of a tool that nobody will bring. Comes with 409, or as an event with no status. */
export const isOrphaned = (error: unknown): boolean =>
  error instanceof APIError &&
  /waiting for approval|PENDING_APPROVAL/i.test(JSON.stringify(error.error ?? error.message));

/** Another request is being processed for the conversation. */
export const isBusy = (error: unknown): boolean => error instanceof ConflictError && !isOrphaned(error);

/** The run ended, and the server said so: there is nothing left of it that could be cancelled. */
export const isSaidByServer = (error: unknown): boolean =>
  error instanceof APIError && !(error instanceof APIConnectionError);

/** The server's own words may quote the player, so nothing of them is passed on but what is known to be harmless. */
export function asMindError(error: unknown): MindError {
  if (error instanceof MindError) return error;
  if (isRefusal(error)) return new MindError("unavailable", "The Letta server refuses the password or key.");
  if (error instanceof APIConnectionError)
    return new MindError("unavailable", "The Letta server cannot be reached.", { cause: error });
  if (!(error instanceof APIError)) return new MindError("unavailable", "Letta failed.", { cause: error });
  const said = errorEvent.safeParse(error.error).data?.error_type;
  const isBroken = said === undefined && Number(error.status) >= 500;
  const reason = said ?? `status ${String(error.status ?? "unknown")}`;
  return new MindError(isBroken ? "unavailable" : "failed", `The Letta server has no answer: ${reason}.`);
}

const errorEvent = z.object({ error_type: z.string() });
