import { fellowsOf } from "../store/fellows.ts";
import { goesOn } from "../store/relays.ts";
import { queueKeyOf } from "./live-turn.ts";
import type { TurnContext } from "./turn-context.ts";
import { untilEnded } from "./until-ended.ts";

/**
 * Does `work` in the queue of a conversation when all its turns have ended, whichever relay has them. The queue goes on while they are
 * waited for: they may wait for one that is in it.
 */
export function whenItsTurnsEnded(
  { db, queue, closing }: Pick<TurnContext, "db" | "queue" | "closing">,
  conversation: { id: string; npc: string; player: string },
  work: () => Promise<void>,
): Promise<void> {
  const fellows = fellowsOf(db);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const holds = async (): Promise<boolean> => fellows.fence() === null || !(await goesOn(db, conversation.id));
  const tryNow = (): Promise<boolean> =>
    queue.enqueue(queueKeyOf(conversation), async () => {
      if (!(await holds().catch(() => false))) return false;
      await work().then(resolve, reject);
      return true;
    });
  // Before this returns: what is said from now on comes after it.
  const first = tryNow();
  void queue.enqueue(`end of ${conversation.id}`, async () => {
    // One that stops leaves it to the next start.
    for (let isDone = await first; !isDone && !closing.aborted; isDone = await tryNow())
      await untilEnded(fellows, conversation.id, holds, closing);
  });
  return promise;
}
