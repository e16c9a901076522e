import type { RelayMessage } from "../store/fellows.ts";
import { hushAll, hushInHand } from "./hush.ts";
import { queueKeyOf } from "./live-turn.ts";
import { settle } from "./settle.ts";
import type { TurnContext } from "./turn-context.ts";

/**
 * Does what this relay was asked for by another, or one that is gone was. What another has in hand by now is told there; what has ended
 * stays as it is.
 */
export function heed(context: TurnContext, message: RelayMessage): void {
  if (message.kind === "hush") void hushInHand(context, message.turn);
  else if (message.kind === "leave") hushAll(context, "hushed", queueKeyOf(message));
  // Nobody waits for it any more where it is not known.
  else if (message.kind === "result") settle(context, message.universe, message).catch(() => undefined);
}
