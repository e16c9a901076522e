import type { ActEvent } from "../../wire/contract";
import type { Outcome } from "../acts/define-act";
import type { Town } from "../town";
import type { Talk, Turn } from "./talk";

const TOO_LATE: Outcome = { ok: false, note: "The talk is over." };

/** Does what the NPC wants to do, and says how it went: every act ends in a result, also one that comes too late. */
export function act(town: Town, event: ActEvent, talk: Talk | undefined, turn: Turn | undefined): void {
	const { ok, note } = talk && turn ? outcomeOf(town, event, talk, turn) : TOO_LATE;
	town.outbox.send({ kind: "result", act: event.id, ok, note });
}

function outcomeOf({ acts }: Town, { id, act: wanted }: ActEvent, { player, npc }: Talk, turn: Turn): Outcome {
	const known = turn.outcomes.get(id);
	if (known !== undefined) return known;
	const outcome = acts.perform(player, npc, wanted);
	turn.outcomes.set(id, outcome);
	if (outcome.ok) turn.done.push(wanted);
	return outcome;
}
