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
	/** The turn under way, until all of it is shown and done: there is one at a time. */
	turn?: Turn;
	/** Of which the relay may still have something to say. */
	sent: Turn[];
	lastSaidAt: number;
	/** Whether the relay has heard of this talk and must hear of its end. */
	isKnown: boolean;
}

export interface Turn {
	id: string;
	/** When it was handed to the relay, which must hear of an early end. */
	sentAt?: number;
	/** Nothing more is taken of it. */
	isOver: boolean;
	/** Nothing more of it is shown or done. */
	isHushed: boolean;
	/** Whether the player has been told that something could not be heard: once is enough. */
	isMuffled: boolean;
	/** Whether the player has been shown where there is help. */
	isCaredFor: boolean;
	/** By the id of the act. An act that is told again is answered again and not done twice. */
	outcomes: Map<string, Outcome>;
	/** What was shown of the answer, and what the NPC did. */
	shown: string[];
	done: Act[];
	/** Whether the host game has been told that it ended. */
	isReported: boolean;
	deadline?: thread;
	/** Shows things in the order in which they came, however long each is filtered. */
	inOrder: InOrder;
	/** The same for what the NPC does, which waits for no sentence. */
	actsInOrder: InOrder;
}

/** A turn that was handed to the relay. */
export interface SentTurn {
	talk: Talk;
	turn: Turn;
}
