import { Players } from "@rbxts/services";
import { readCard } from "../../shared/npc";
import { isStillThere } from "../../shared/presence";
import { remotes } from "../../shared/remotes";
import type { Npc } from "../npcs/npcs";
import { isTalkable } from "../npcs/npcs";
import { sendToRelay } from "../relay-link/outbox";
import { createInOrder } from "./in-order";
import { openTalks, tell } from "./open-talks";
import type { Talk } from "./talk";
import { abandonTurn } from "./turns";

const WATCH_GAP = 0.5;

let opened = 0;

/** Another talk that the player was in ends. Costs no request. */
export function openTalk(player: Player, npc: Npc): void {
	const current = openTalks.get(player);
	if (current?.npc.prompt === npc.prompt) return tell(current, { kind: "opened", talk: current.number });
	closeTalk(player);
	if (!isStillThere(player, npc.prompt)) return remotes.news(player, { kind: "refused" });
	opened += 1;
	const talk: Talk = {
		number: opened,
		player,
		npc,
		offered: readCard(npc.model).quickReplies,
		lastSaidAt: -math.huge,
		isKnown: false,
		inOrder: createInOrder(),
	};
	openTalks.set(player, talk);
	tell(talk, { kind: "opened", talk: talk.number });
}

/** Ends the player's talk if there is one: for them, and at the relay where it is known. */
export function closeTalk(player: Player): void {
	const talk = openTalks.get(player);
	if (talk === undefined) return;
	tell(talk, { kind: "ended", talk: talk.number });
	openTalks.delete(player);
	abandonTurn(talk);
	if (talk.isKnown) sendToRelay({ kind: "leave", npc: talk.npc.id, player: player.UserId });
}

/** Walking off, dying, respawning and the NPC's own end all show here; leaving the game has its event. */
export function watchTalks(): void {
	Players.PlayerRemoving.Connect(closeTalk);
	task.spawn(() => {
		for (;;) {
			task.wait(WATCH_GAP);
			for (const [player, talk] of table.clone(openTalks)) {
				if (!isTalkable(talk.npc) || !isStillThere(player, talk.npc.prompt)) closeTalk(player);
			}
		}
	});
}
