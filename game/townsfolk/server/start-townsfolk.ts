import { ReplicatedStorage } from "@rbxts/services";
import { RUNNING } from "../shared/attributes";
import { createLifetime } from "../shared/lifetime";
import { openTown } from "./open-town";
import { whenPlaceCloses } from "./place-closes";
import { closeAllTalks, closeTalk, openTalk } from "./talks/talks";
import type { TellOptions } from "./tell";
import { tellNpcs } from "./tell";
import type { EndedTurn } from "./town";
import type { TownsfolkOptions } from "./townsfolk-options";

/** A running town. */
export interface Townsfolk {
	/** NPCs know of it from now on. A fact of the game, at most 400 characters; never a player's words. */
	tell: (text: string, options?: TellOptions) => void;
	/** Calls the listener when a turn has ended, until what is returned is called. It must not yield. */
	onTurn: (listener: (turn: EndedTurn) => void) => () => void;
	/**
	 * As if the player had pressed the NPC's prompt, which they must be near to. Whether they now talk; where the NPC is not streamed
	 * in for them, their client leaves at once.
	 */
	openTalk: (player: Player, npc: Model) => boolean;
	/** Ends the player's talk if they are in one. */
	closeTalk: (player: Player) => void;
	/** Ends everything. What is still to be sent to the relay has five seconds to leave. */
	stop: () => void;
}

let isRunning = false;

/**
 * Makes the marked models of the place talk. Finds its relay by the secrets `TownsfolkRelayUrl` and `TownsfolkRelayKey`, in
 * Studio by the Configuration `TownsfolkRelay` in ServerStorage.
 *
 * @throws where it runs already, or an act or an option is wrong: in words for the developer.
 */
export function startTownsfolk(options: TownsfolkOptions = {}): Townsfolk {
	if (isRunning) error("Townsfolk: it runs already; stop it before it is started again.", 0);
	if (ReplicatedStorage.FindFirstChild(RUNNING) !== undefined) {
		error("Townsfolk: another copy of it runs in this place already; take one of them out.", 0);
	}
	const life = createLifetime();
	const town = openTown(life, options);
	isRunning = true;
	life.onEnd(() => {
		isRunning = false;
	});
	whenPlaceCloses(life, () => {
		closeAllTalks(town);
		town.outbox.finish();
	});
	return {
		tell: (text, how) => tellNpcs(town, text, how),
		onTurn: (listener) => {
			town.turnListeners.add(listener);
			return () => town.turnListeners.delete(listener);
		},
		openTalk: (player, model) => {
			const npc = town.npcs.find(model);
			return npc !== undefined && !life.isOver() && openTalk(town, player, npc, true);
		},
		closeTalk: (player) => closeTalk(town, player),
		stop: () => {
			closeAllTalks(town);
			life.end();
		},
	};
}
