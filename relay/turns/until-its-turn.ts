import { fellowsOf } from "../store/fellows.ts";
import { findTurn, hasUnfinishedBefore, type Turn } from "../store/turns.ts";
import type { LiveTurn } from "./turn-context.ts";
import { untilEnded } from "./until-ended.ts";

/**
 * Waits until no earlier turn of the conversation goes on, at whichever relay, or the signal aborts, or the relay stops; answers with it
 * as it is stored, if it still is.
 */
export async function untilItsTurn(
  { context: { db, closing }, turn }: LiveTurn,
  signal: AbortSignal,
): Promise<Turn | undefined> {
  const found: { turn: Turn | undefined } = { turn };
  await untilEnded(
    fellowsOf(db),
    turn.conversation,
    async () => {
      if (await hasUnfinishedBefore(db, turn)) return false;
      found.turn = await findTurn(db, turn.id);
      return true;
    },
    signal,
    closing,
  );
  return found.turn;
}
