import { withName } from "../../shared/player-name";
import { isSayable, withoutTags } from "../../shared/text";
import type { TurnEvent } from "../../wire/contract";
import { readableFor } from "../filter";
import { passing } from "../in-parallel";
import { newId } from "../relay-link/call-relay";
import type { Town } from "../town";
import { act } from "./act";
import { showCare } from "./care";
import { tell } from "./open-talks";
import { report } from "./report";
import type { Talk, Turn } from "./talk";

const MAX_REPLIES = 6;

export function beginTurn(talk: Talk): Turn {
	const turn: Turn = {
		id: newId(),
		isSent: false,
		isHushed: false,
		isMuffled: false,
		outcomes: new Map(),
		shown: [],
		done: [],
		isReported: false,
	};
	talk.turn = turn;
	return turn;
}

/** Ends a turn with a line of the game's own. */
export function endTurn(town: Town, talk: Talk, turn: Turn, line: string): void {
	forgetTurn(town, talk, turn);
	talk.inOrder(() => () => {
		show(town, talk, turn, withName(line, talk.player));
		offer(town, talk, []);
		report(town, talk, turn);
	});
}

/** The player interrupts the NPC. Where there is nothing to interrupt, their client at least learns that. */
export function hushTurn(town: Town, talk: Talk): void {
	const turn = talk.turn;
	abandonTurn(town, talk);
	talk.inOrder(() => () => {
		offer(town, talk, []);
		if (turn !== undefined) report(town, talk, turn);
	});
}

/** Stops the turn under way, here and at the relay, without a word. */
export function abandonTurn(town: Town, talk: Talk): void {
	const turn = talk.turn;
	if (turn === undefined) return;
	turn.isHushed = true;
	forgetTurn(town, talk, turn);
	if (turn.isSent) town.outbox.send({ kind: "hush", turn: turn.id });
}

/** What the relay tells of a turn that is over is dropped. */
export function onTurnEvent(town: Town, event: TurnEvent): void {
	const talk = town.talksByTurn.get(event.turn);
	const turn = talk?.turn?.id === event.turn ? talk.turn : undefined;
	if (event.kind === "act") return act(town, event, talk, turn);
	if (talk === undefined || turn === undefined) return;
	if (event.kind === "beat") return speak(town, talk, turn, event.text);
	if (event.kind === "care") return showCare(town, talk, event);
	forgetTurn(town, talk, turn);
	if (event.kind === "fail") speak(town, talk, turn, event.line);
	const suggestions = event.kind === "done" ? event.suggestions : [];
	talk.inOrder(() => {
		const few = suggestions.filter((_, index) => index < MAX_REPLIES);
		const shown = passing(few, (reply) => mayBeShown(town, talk, reply));
		return () => {
			offer(town, talk, shown);
			report(town, talk, turn);
		};
	});
}

/** A suggestion is shown as it is or not at all. What the sheet offers needs no filter, which costs time. */
function mayBeShown({ cast }: Town, { npc, player }: Talk, reply: string): boolean {
	if (cast.cardOf(npc).quickReplies.includes(reply)) return true;
	return isSayable(reply) && readableFor(player, reply) === reply;
}

function speak(town: Town, talk: Talk, turn: Turn, text: string): void {
	talk.inOrder(() => {
		const heard = readableFor(talk.player, withName(withoutTags(text), talk.player));
		return () => {
			if (turn.isHushed || (heard === undefined && turn.isMuffled)) return;
			turn.isMuffled = turn.isMuffled || heard === undefined;
			show(town, talk, turn, heard ?? town.strings.inaudible);
		};
	});
}

function show(town: Town, talk: Talk, turn: Turn, text: string): void {
	turn.shown.push(text);
	tell(town, talk, { kind: "beat", talk: talk.number, text });
}

/** The player may speak again, and is offered these words for it. */
function offer(town: Town, talk: Talk, suggestions: string[]): void {
	talk.offered = suggestions.isEmpty() ? town.cast.cardOf(talk.npc).quickReplies : suggestions;
	tell(town, talk, { kind: "done", talk: talk.number, replies: talk.offered });
}

function forgetTurn({ talksByTurn }: Town, talk: Talk, turn: Turn): void {
	talksByTurn.delete(turn.id);
	if (talk.turn === turn) talk.turn = undefined;
	if (turn.deadline !== undefined) task.cancel(turn.deadline);
	turn.deadline = undefined;
}
