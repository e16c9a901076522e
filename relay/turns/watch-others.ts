import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { fellowsOf } from "../store/fellows.ts";
import { heed } from "./heed-message.ts";
import { recoverOthers } from "./recover.ts";
import type { TurnContext } from "./turn-context.ts";

/**
 * Takes over what relays that are gone have left open, again and again, and stops what this one has in hand where others have taken it.
 * Nothing is taken over any more from `stop` on.
 */
export function watchOthers(context: TurnContext): { stop(): void } {
  const { events, fence } = fellowsOf(context.db);
  let isLooking = false;
  let isUnsure = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const wasUnsure = isUnsure;
    isUnsure = false;
    try {
      await recoverOthers(context, wasUnsure);
    } catch (error) {
      isUnsure = true;
      context.log.warn({ err: error }, "it could not be looked for what other relays left open; it is tried again");
    } finally {
      isLooking = false;
    }
  };
  const onBeat = (): void => void look();
  const onLost = (): void => {
    for (const { turn, abort } of context.live.values())
      if (turn.fence !== fence()) abort.abort("interrupted" satisfies FailReason);
  };
  events.on("beat", onBeat).on("lost", onLost);
  for (const unsure of ["again", "unsure"] as const) events.on(unsure, () => (isUnsure = true));
  events.on("message", (message) => heed(context, message));
  return { stop: () => void events.off("beat", onBeat) };
}
