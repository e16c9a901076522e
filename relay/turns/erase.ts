import { laneOf } from "../lib/keyed-queue.ts";
import { conversationsOf } from "../store/conversations.ts";
import { beginErasure, type Erasure, finishErasure, pendingErasures } from "../store/erasures.ts";
import { hushAll } from "./live-turn.ts";
import type { Stage } from "./turn-context.ts";

/** Proof that an erasure was done, with nothing in it of whom. */
export interface Receipt {
  receipt: string;
  requestedAt: string;
  doneAt: string;
}

/**
 * Forgets a player everywhere: user id, pseudonym, turns, what NPCs know, what waits to be told, and what minds keep. The
 * first step is durable, and a start of the relay takes up what one before it did not finish.
 */
export async function erase(
  stage: Stage,
  universe: string,
  userId: number,
): Promise<() => Promise<Receipt | undefined>> {
  const erasure = await beginErasure(stage.db, universe, userId);
  return () => (erasure ? finish(stage, erasure) : Promise.resolve(undefined));
}

/** What an earlier relay began. */
export async function eraseThePending(stage: Stage): Promise<void> {
  for (const erasure of await pendingErasures(stage.db)) await finish(stage, erasure);
}

async function finish(stage: Stage, erasure: Erasure): Promise<Receipt> {
  const { pseudonym } = erasure;
  const conversations = pseudonym === null ? [] : await conversationsOf(stage.db, pseudonym);
  await Promise.all(
    conversations.map(({ id, npc, player }) => {
      const lane = laneOf({ npc, player });
      hushAll(stage, "hushed", lane);
      stage.talks.leave({ npc, player });
      // Behind the turns of its lane: a mind forgets only what it is not busy with.
      return new Promise<void>((done, fail) => {
        void stage.lanes.enqueue(lane, () => stage.mind.forget(id).then(done, fail));
      });
    }),
  );
  const { id, requestedAt, doneAt } = await finishErasure(stage.db, erasure);
  stage.log.info({ receipt: id }, "a player was forgotten");
  return { receipt: id, requestedAt: new Date(requestedAt).toISOString(), doneAt: new Date(doneAt ?? 0).toISOString() };
}
