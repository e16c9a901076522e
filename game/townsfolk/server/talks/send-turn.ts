import type { Say, WireError } from "../../wire/contract";
import { askHost } from "../host/call-host";
import { noteOf } from "../host/notes";
import { warnOnce } from "../host/warn-once";
import { idOf } from "../player-id";
import type { Town } from "../town";
import { rememberTurn } from "./sent-turns";
import type { Talk, Turn } from "./talk";
import { abandonTurn, endTurn } from "./turns";

/** Seconds from the player's words to the end of the answer; the relay gives up after 30. */
const TURN_DEADLINE = 35;

/** Hands the player's words over. From here the turn ends by an event, by its deadline, or by being abandoned. */
export function sendTurn(town: Town, talk: Talk, turn: Turn, text: string): void {
	talk.isKnown = true;
	rememberTurn(town, talk, turn);
	turn.deadline = task.delay(TURN_DEADLINE, () => {
		// A thread cannot cancel itself.
		turn.deadline = undefined;
		abandonTurn(town, talk);
		endTurn(town, talk, turn, town.cast.fallbackLine(talk.npc));
	});
	town.outbox.send(sayOf(town, talk, turn, text), (reason) => {
		warnRefused(talk.npc.id, reason);
		if (talk.turn === turn && !turn.isOver) endTurn(town, talk, turn, town.cast.fallbackLine(talk.npc));
	});
}

/** What is the place's fault would else look like an NPC that has nothing to say. */
function warnRefused(npc: string, reason?: WireError): void {
	if (reason?.code === "unknown_npc") {
		warnOnce(`unknown ${npc}`, `the relay has no sheet ${npc}.md, so this NPC says its fallback lines only.`);
	} else if (reason?.code === "bad_request") {
		warnOnce(`refused ${npc}`, `the relay refuses what is said to ${npc}: ${reason.message}`);
	}
}

function sayOf({ acts, host, locales }: Town, { player, npc }: Talk, turn: Turn, text: string): Say {
	const scene = host.scene && askHost("`scene`", host.scene, npc.model, player);
	return {
		kind: "say",
		turn: turn.id,
		npc: npc.id,
		player: idOf(player),
		text,
		locale: locales.of(player),
		offered: acts.offered(player, npc),
		scene: noteOf("What `scene` returns", scene),
	};
}
