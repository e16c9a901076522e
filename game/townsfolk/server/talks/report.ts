import { askHost } from "../host/call-host";
import type { Town } from "../town";
import type { Talk, Turn } from "./talk";

/** Tells the host game, once, of a turn that the relay has had to do with and that has ended. */
export function report({ turnListeners }: Town, { player, npc }: Talk, turn: Turn): void {
	if (turn.sentAt === undefined || turn.isReported) return;
	turn.isReported = true;
	const ended = { player, npc: npc.model, text: turn.shown.join(" "), acts: turn.done };
	for (const listener of table.clone(turnListeners)) askHost("A listener of `onTurn`", listener, ended);
}
