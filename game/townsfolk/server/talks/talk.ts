import type { Act } from "../../wire/contract";
import type { Outcome } from "../acts/define-act";
import type { Npc } from "../npcs/npc";
import type { InOrder } from "./in-order";

/** One visit of one player to one NPC. */
export interface Talk {
	/** Tells this talk from the player's earlier and later ones. */
	number: number;
	player: Player;
	npc: Npc;
	/** What the player may say without writing it: authored, or suggested by the last answer. */
	offered: string[];
	/** The turn under way: there is one at a time. */
	turn?: Turn;
	lastSaidAt: number;
	/** Whether the relay has heard of this talk and must hear of its end. */
	isKnown: boolean;
	/** Shows things in the order in which they came, however long each is filtered. */
	inOrder: InOrder;
}

export interface Turn {
	id: string;
	/** Handed to the relay, so that it must hear of an early end. */
	isSent: boolean;
	/** Nothing more of it is shown. */
	isHushed: boolean;
	/** Whether the player has been told that something could not be heard: once is enough. */
	isMuffled: boolean;
	/** By the id of the act. An act that is told again is answered again and not done twice. */
	outcomes: Map<string, Outcome>;
	/** What was shown of the answer, and what the NPC did. */
	shown: string[];
	done: Act[];
	/** Whether the host game has been told that it ended. */
	isReported: boolean;
	deadline?: thread;
}
