import { now } from "../observe/clock.ts";
import { endedConversations } from "../store/conversations.ts";
import { unfinishedTurns } from "../store/turns.ts";
import { forgetConversation } from "./end-talk.ts";
import { endTurn } from "./end-turn.ts";
import { eraseThePending } from "./erase.ts";
import { liveTurn, startTurn } from "./live-turn.ts";
import type { TurnContext } from "./turn-context.ts";

/** A turn that waited for so long is not worth an answer any more: the game has given up on it. */
const FRESH_MS = 30_000;

/**
 * What a killed relay left open: a turn that had not begun is run now, one that had is ended as interrupted (the mind may
 * have heard it already, and must not hear it twice), and a talk that was over is forgotten.
 */
export async function recover(context: TurnContext): Promise<void> {
  for (const turn of await unfinishedTurns(context.db)) {
    if (turn.status === "accepted" && now() - turn.acceptedAt < FRESH_MS) startTurn(context, turn);
    else await endTurn(liveTurn(context, turn), { kind: "fail", reason: "interrupted" });
  }
  eraseThePending(context).catch((error: unknown) =>
    context.log.error({ err: error }, "an erasure failed; the next start tries again"),
  );
  for (const conversation of await endedConversations(context.db)) forgetConversation(context, conversation);
}
