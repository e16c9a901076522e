import type { Outcome } from "server/talks/talk";
import type { Act } from "shared/contract";
import { giveItem } from "./give-item";
import { wave } from "./wave";

/** Does in the world what the NPC wants to do, at once, and says how it went where the relay waits to know. */
export function carryOut(act: Act, player: Player, npc: Model): Outcome | undefined {
	if (act.name === "give_item") return giveItem(player, act.item);
	wave(npc);
	return undefined;
}
