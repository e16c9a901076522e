import { Players } from "@rbxts/services";
import { isStillThere } from "../../shared/presence";
import { askHost } from "../host/call-host";
import type { Npc } from "../npcs/npc";
import { idOf } from "../player-id";
import type { Town } from "../town";
import { tell } from "./open-talks";
import { forgetTurns } from "./sent-turns";
import type { Talk } from "./talk";
import { hushTurn } from "./turns";

const WATCH_GAP = 0.5;

/** Goes on where an earlier start left off: what a client still sends of a talk of then is not taken for one of now. */
let opened = 0;

/** Whether the player now talks with the NPC. Another talk that they were in ends. Costs no request. */
export function openTalk(town: Town, player: Player, npc: Npc, byGame: boolean): boolean {
	const { talks, remotes, cast } = town;
	const current = talks.get(player);
	const { prompt } = npc;
	if (current?.npc.prompt === prompt) {
		tell(town, current, { kind: "opened", talk: current.number, prompt, byGame });
		return true;
	}
	closeTalk(town, player);
	if (!mayTalk(town, player, npc)) {
		remotes.news(player, { kind: "refused", prompt });
		return false;
	}
	opened += 1;
	const talk: Talk = {
		number: opened,
		player,
		npc,
		offered: cast.cardOf(npc).quickReplies,
		sent: [],
		lastSaidAt: -math.huge,
		isKnown: false,
	};
	talks.set(player, talk);
	tell(town, talk, { kind: "opened", talk: talk.number, prompt, byGame });
	town.chatters.tellAgain(player);
	return true;
}

function mayTalk({ host }: Town, player: Player, npc: Npc): boolean {
	if (!isStillThere(player, npc.prompt)) return false;
	return host.mayTalk === undefined || askHost("`mayTalk`", host.mayTalk, player, npc.model) === true;
}

/** Ends the player's talk if there is one: for them, and at the relay where it is known. */
export function closeTalk(town: Town, player: Player): void {
	const talk = town.talks.get(player);
	if (talk === undefined) return;
	tell(town, talk, { kind: "ended", talk: talk.number });
	town.talks.delete(player);
	hushTurn(town, talk);
	forgetTurns(town, talk);
	if (talk.isKnown) town.outbox.send({ kind: "leave", npc: talk.npc.id, player: idOf(player) });
}

export function closeAllTalks(town: Town): void {
	for (const [player] of table.clone(town.talks)) closeTalk(town, player);
}

/** Walking off, dying, respawning and the NPC's own end all show here; leaving the game has its event. */
export function watchTalks(town: Town): void {
	town.life.connect(Players.PlayerRemoving, (player) => closeTalk(town, player));
	task.spawn(() => {
		while (!town.life.isOver()) {
			task.wait(WATCH_GAP);
			for (const [player, talk] of table.clone(town.talks)) {
				const isGone = !town.npcs.isTalkable(talk.npc) || !isStillThere(player, talk.npc.prompt);
				if (isGone) closeTalk(town, player);
			}
		}
	});
}
