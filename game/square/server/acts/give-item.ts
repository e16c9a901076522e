import { Players, ServerStorage } from "@rbxts/services";
import { text } from "../../../townsfolk/server/acts/arguments";
import { defineAct } from "../../../townsfolk/server/acts/define-act";

/** Seconds before the same player is given the same thing again. */
const GIFT_COOLDOWN = 60;

const gifts = new Map<number, Map<string, number>>();

/** Puts a copy of the tool of that name in `ServerStorage.Items` into the player's backpack. The notes are for the NPC. */
export const giveItem = defineAct({
	name: "give_item",
	description: "Give the player one thing into the hand. The result says whether it worked.",
	args: { item: text(40) },
	waits: true,
	run: (player, _npc, { item: name }) => {
		const item = ServerStorage.FindFirstChild("Items")?.FindFirstChild(name);
		if (item?.IsA("Tool") !== true) return { ok: false, note: "There is no such thing here." };
		const backpack = player.FindFirstChildOfClass("Backpack");
		if (backpack === undefined) return { ok: false, note: "They cannot take anything right now." };
		const given = givenTo(player);
		const last = given.get(name);
		if (last !== undefined && time() - last < GIFT_COOLDOWN) {
			return { ok: false, note: "They were given one a moment ago." };
		}
		given.set(name, time());
		item.Clone().Parent = backpack;
		return { ok: true };
	},
});

/** What the player was given, and when. Of those who have left it forgets. */
function givenTo(player: Player): Map<string, number> {
	for (const [userId] of table.clone(gifts)) {
		if (Players.GetPlayerByUserId(userId) === undefined) gifts.delete(userId);
	}
	const given = gifts.get(player.UserId) ?? new Map<string, number>();
	gifts.set(player.UserId, given);
	return given;
}
