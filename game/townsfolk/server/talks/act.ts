import type { ActEvent } from "../../wire/contract";
import type { PreparedAct } from "../acts/acts";
import type { Outcome } from "../acts/define-act";
import type { Town } from "../town";
import type { SentTurn } from "./talk";

const TOO_LATE: Outcome = { ok: false, note: "The talk is over." };

/**
 * Does what the NPC wants to do, in the order in which it wanted it, and says how it went: every act ends in a result, also one
 * that comes too late. Yields where the act has text that a model wrote freely.
 */
export function act(town: Town, event: ActEvent, sent: SentTurn | undefined): void {
	const answer = ({ ok, note }: Outcome) => town.outbox.send({ kind: "result", act: event.id, ok, note });
	if (sent === undefined || sent.turn.isOver) return answer(TOO_LATE);
	sent.turn.actsInOrder(() => {
		const prepared = town.acts.prepare(sent.talk.player, event.act);
		return () => answer(outcomeOf(town, event, sent, prepared));
	});
}

function outcomeOf(
	{ acts }: Town,
	{ id, act: { name } }: ActEvent,
	{ talk, turn }: SentTurn,
	prepared: PreparedAct | string,
): Outcome {
	const known = turn.outcomes.get(id);
	if (known !== undefined) return known;
	if (turn.isHushed) return TOO_LATE;
	const outcome = typeIs(prepared, "string")
		? { ok: false, note: prepared }
		: acts.perform(talk.player, talk.npc, prepared);
	turn.outcomes.set(id, outcome);
	if (outcome.ok && !typeIs(prepared, "string")) turn.done.push({ ...prepared.args, name });
	return outcome;
}
