import { Players, ServerStorage } from "@rbxts/services";
import type { Outcome } from "../../../townsfolk/server/talks/talk";

/** Seconds before the same player is given the same thing again. */
const GIFT_COOLDOWN = 60;

const gifts = new Map<Player, Map<string, number>>();
Players.PlayerRemoving.Connect((player) => gifts.delete(player));

/** Puts a copy of the tool of that name in `ServerStorage.Items` into the player's backpack. The notes are for the NPC. */
export function giveItem(player: Player, name: string): Outcome {
	const item = ServerStorage.FindFirstChild("Items")?.FindFirstChild(name);
	if (item?.IsA("Tool") !== true) return { ok: false, note: "There is no such thing here." };
	const backpack = player.FindFirstChildOfClass("Backpack");
	if (backpack === undefined) return { ok: false, note: "They cannot take anything right now." };
	const given = gifts.get(player) ?? new Map<string, number>();
	const last = given.get(name);
	if (last !== undefined && time() - last < GIFT_COOLDOWN) {
		return { ok: false, note: "They were given one a moment ago." };
	}
	gifts.set(player, given.set(name, time()));
	item.Clone().Parent = backpack;
	return { ok: true };
}
