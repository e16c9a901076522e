import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { unless } from "../../../../lib/abort.ts";
import type { Connection } from "../protocol/connection.ts";
import type { Runtime } from "../protocol/frames.ts";

const TRIES = 20;
const PAUSE_MS = 100;

/**
 * Makes the server give up a turn, wherever it is: not yet taken, waiting in the queue, or under way. Resolves when the turn
 * has ended. A turn whose model has not said a word yet ends only when the model does, or hangs up.
 */
export async function abandonTurn(
  connection: Connection,
  at: Runtime,
  turn: { accepted: Promise<void>; settled: Promise<void>; queueItem: () => string | undefined },
): Promise<void> {
  await turn.accepted;
  for (let tries = 0; tries < TRIES && !connection.over.aborted; tries++) {
    const item = turn.queueItem();
    if (item !== undefined) {
      const response = await connection.request({ type: "remove_queue_item", runtime: at, item_id: item });
      if (removed.safeParse(response).success) return;
    }
    const response = await connection.request({ type: "abort_message", runtime: at });
    if (aborted.safeParse(response).success) return unless(connection.over, turn.settled);
    // Taken, but neither queued nor under way: on the way from the one to the other, or just over.
    if (await Promise.race([turn.settled.then(() => true), sleep(PAUSE_MS, false)])) return;
  }
}

const removed = z.object({ success: z.literal(true) });
const aborted = z.object({ aborted: z.literal(true) });
