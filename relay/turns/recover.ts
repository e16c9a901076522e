import { now } from "../observe/clock.ts";
import { endedConversations } from "../store/conversations.ts";
import { unfinishedTurns } from "../store/turns.ts";
import { forgetConversation } from "./end-talk.ts";
import { endTurn } from "./end-turn.ts";
import { eraseThePending } from "./erase.ts";
import { bringToLife } from "./live-turn.ts";
import type { Stage } from "./turn-context.ts";

/** A turn that waited for so long is not worth an answer any more: the game has given up on it. */
const FRESH_MS = 30_000;

/**
 * What a killed relay left open: a turn that had not begun is run now, one that had is ended as interrupted (the mind may
 * have heard it already, and must not hear it twice), and a talk that was over is forgotten.
 */
export async function recover(stage: Stage): Promise<void> {
  for (const turn of await unfinishedTurns(stage.db)) {
    if (turn.status === "accepted" && now() - turn.acceptedAt < FRESH_MS) bringToLife(stage, turn);
    else
      await endTurn(
        stage,
        turn,
        { beats: [], acts: [], firstBeatAt: turn.firstBeatAt, mind: stage.mind.name, isOver: true },
        { kind: "fail", reason: "interrupted" },
      );
  }
  eraseThePending(stage).catch((error: unknown) =>
    stage.log.error({ err: error }, "an erasure failed; the next start tries again"),
  );
  for (const conversation of await endedConversations(stage.db)) forgetConversation(stage, conversation);
}
