import { readCard } from "../../shared/npc";
import { withName } from "../../shared/player-name";
import { STRINGS } from "../../shared/strings";
import { isSayable } from "../../shared/text";
import type { ActEvent, TurnEvent } from "../../wire/contract";
import { carryOut } from "../acts/acts";
import { readableFor } from "../filter";
import { fallbackLine } from "../npcs/cast";
import { newId } from "../relay-link/call-relay";
import { sendToRelay } from "../relay-link/outbox";
import { showCare } from "./care";
import { tell } from "./open-talks";
import type { Talk, Turn } from "./talk";

/** Seconds from the player's words to the end of the answer; the relay gives up after 30. */
const TURN_DEADLINE = 35;
const MAX_REPLIES = 6;

const talksByTurn = new Map<string, Talk>();

export function beginTurn(talk: Talk): Turn {
	const turn: Turn = { id: newId(), isSent: false, isHushed: false, isMuffled: false, outcomes: new Map() };
	talk.turn = turn;
	return turn;
}

/** Hands the player's words over. From here the turn ends by an event, by its deadline, or by being abandoned. */
export function sendTurn(talk: Talk, turn: Turn, text: string): void {
	turn.isSent = true;
	talk.isKnown = true;
	talksByTurn.set(turn.id, talk);
	turn.deadline = task.delay(TURN_DEADLINE, () => {
		// A thread cannot cancel itself.
		turn.deadline = undefined;
		abandonTurn(talk);
		endTurn(talk, turn, fallbackLine(talk.npc.id));
	});
	const { UserId: player, LocaleId } = talk.player;
	const locale = LocaleId === "" ? undefined : LocaleId.lower();
	sendToRelay({ kind: "say", turn: turn.id, npc: talk.npc.id, player, text, locale }, () => {
		if (talk.turn === turn) endTurn(talk, turn, fallbackLine(talk.npc.id));
	});
}

/** Ends a turn with a line of the game's own. */
export function endTurn(talk: Talk, turn: Turn, line: string): void {
	forgetTurn(talk, turn);
	talk.inOrder(() => () => {
		tell(talk, { kind: "beat", talk: talk.number, text: withName(line, talk.player) });
		offer(talk, []);
	});
}

/** The player interrupts the NPC. Where there is nothing to interrupt, their client at least learns that. */
export function hushTurn(talk: Talk): void {
	abandonTurn(talk);
	talk.inOrder(() => () => offer(talk, []));
}

/** Stops the turn under way, here and at the relay, without a word. */
export function abandonTurn(talk: Talk): void {
	const turn = talk.turn;
	if (turn === undefined) return;
	turn.isHushed = true;
	forgetTurn(talk, turn);
	if (turn.isSent) sendToRelay({ kind: "hush", turn: turn.id });
}

/** What the relay tells of a turn that is over is dropped. */
export function onTurnEvent(event: TurnEvent): void {
	const talk = talksByTurn.get(event.turn);
	const turn = talk?.turn;
	if (talk === undefined || turn?.id !== event.turn) return;
	if (event.kind === "act") return act(talk, turn, event);
	if (event.kind === "beat") return speak(talk, turn, event.text);
	if (event.kind === "care") return showCare(talk, event);
	forgetTurn(talk, turn);
	if (event.kind === "fail") speak(talk, turn, event.line);
	const suggestions = event.kind === "done" ? event.suggestions : [];
	talk.inOrder(() => {
		const shown = suggestions.filter((reply, index) => index < MAX_REPLIES && mayBeShown(talk, reply));
		return () => offer(talk, shown);
	});
}

/** A suggestion is shown as it is or not at all. What the sheet offers needs no filter, which costs time. */
function mayBeShown({ npc, player }: Talk, reply: string): boolean {
	if (readCard(npc.model).quickReplies.includes(reply)) return true;
	return isSayable(reply) && readableFor(player, reply) === reply;
}

function speak(talk: Talk, turn: Turn, text: string): void {
	talk.inOrder(() => {
		const heard = readableFor(talk.player, withName(text, talk.player));
		return () => {
			if (turn.isHushed || (heard === undefined && turn.isMuffled)) return;
			turn.isMuffled = turn.isMuffled || heard === undefined;
			tell(talk, { kind: "beat", talk: talk.number, text: heard ?? STRINGS.inaudible });
		};
	});
}

function act(talk: Talk, turn: Turn, event: ActEvent): void {
	const outcome = turn.outcomes.get(event.id) ?? carryOut(event.act, talk.player, talk.npc.model);
	if (outcome === undefined) return;
	turn.outcomes.set(event.id, outcome);
	sendToRelay({ kind: "result", act: event.id, ok: outcome.ok, note: outcome.note });
}

/** The player may speak again, and is offered these words for it. */
function offer(talk: Talk, suggestions: string[]): void {
	talk.offered = suggestions.isEmpty() ? readCard(talk.npc.model).quickReplies : suggestions;
	tell(talk, { kind: "done", talk: talk.number, replies: talk.offered });
}

function forgetTurn(talk: Talk, turn: Turn): void {
	talksByTurn.delete(turn.id);
	if (talk.turn === turn) talk.turn = undefined;
	if (turn.deadline !== undefined) task.cancel(turn.deadline);
	turn.deadline = undefined;
}
