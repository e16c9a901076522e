import { fellowsOf } from "../store/fellows.ts";
import { hasUnfinishedBefore } from "../store/turns.ts";
import type { LiveTurn } from "./turn-context.ts";
import { untilEnded } from "./until-ended.ts";

/** Waits until no earlier turn of the conversation goes on, at whichever relay, or this one is stopped. */
export const untilItsTurn = ({ context, turn, abort }: LiveTurn): Promise<void> =>
  untilEnded(
    fellowsOf(context.db),
    turn.conversation,
    async () => !(await hasUnfinishedBefore(context.db, turn)),
    abort.signal,
  );
