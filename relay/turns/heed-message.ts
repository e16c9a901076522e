import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import type { RelayMessage } from "../store/fellows.ts";
import { hushAll, queueKeyOf } from "./live-turn.ts";
import type { TurnContext } from "./turn-context.ts";

/** Does what another relay was asked for, of a turn that this one has in hand. One that has ended by now stays as it is. */
export function heed(context: TurnContext, message: RelayMessage): void {
  if (message.kind === "hush") context.live.get(message.turn.toLowerCase())?.abort.abort("hushed" satisfies FailReason);
  else if (message.kind === "leave") hushAll(context, "hushed", queueKeyOf(message));
  else if (context.acts.isPending(message.universe, message.act)) context.acts.settle(message.universe, message);
}
