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
/** Longer than anybody waits for the store. */
const FORGOTTEN_MS = 60_000;

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

/**
 * Ends what nobody has in hand, though it is stored: whose end could not be stored for too long, and whose sender heard of a
 * store that was away while it was stored after all.
 */
export async function endForgotten(context: TurnContext): Promise<void> {
  // From before the look: what ends meanwhile still looks as if it had not.
  const inHand = new Set(context.live.keys());
  for (const turn of await unfinishedTurns(context.db)) {
    const id = turn.id.toLowerCase();
    if (inHand.has(id) || context.live.has(id) || now() - turn.acceptedAt < FORGOTTEN_MS) continue;
    await endTurn(liveTurn(context, turn), { kind: "fail", reason: "interrupted" });
  }
}
