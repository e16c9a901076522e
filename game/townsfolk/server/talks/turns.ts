import { withName } from "../../shared/player-name";
import { isSayable, withoutTags } from "../../shared/text";
import type { TurnEvent } from "../../wire/contract";
import { readableFor } from "../filter";
import { passing } from "../in-parallel";
import { newId } from "../relay-link/call-relay";
import type { Town } from "../town";
import { act } from "./act";
import { showCare } from "./care";
import { createInOrder } from "./in-order";
import { tell } from "./open-talks";
import { report } from "./report";
import type { Talk, Turn } from "./talk";

const MAX_REPLIES = 6;

export function beginTurn(talk: Talk): Turn {
	const turn: Turn = {
		id: newId(),
		isOver: false,
		isHushed: false,
		isMuffled: false,
		isCaredFor: false,
		outcomes: new Map(),
		shown: [],
		done: [],
		isReported: false,
		inOrder: createInOrder(),
		actsInOrder: createInOrder(),
	};
	talk.turn = turn;
	return turn;
}

/** Ends a turn, at once, with a line of the game's own. */
export function endTurn(town: Town, talk: Talk, turn: Turn, line: string): void {
	silence(talk, turn);
	show(town, talk, turn, withName(line, talk.player));
	offer(town, talk, []);
	report(town, talk, turn);
}

/** The player interrupts the NPC. Where there is nothing to interrupt, their client at least learns that. */
export function hushTurn(town: Town, talk: Talk): void {
	const turn = talk.turn;
	abandonTurn(town, talk);
	offer(town, talk, []);
	if (turn !== undefined) report(town, talk, turn);
}

/** Stops the turn under way, here and at the relay, without a word. */
export function abandonTurn(town: Town, talk: Talk): void {
	const turn = talk.turn;
	if (turn === undefined) return;
	const isAtRelay = turn.sentAt !== undefined && !turn.isOver;
	silence(talk, turn);
	if (isAtRelay) town.outbox.send({ kind: "hush", turn: turn.id });
}

/** What the relay tells of a turn that is over is dropped, but for where there is help. */
export function onTurnEvent(town: Town, event: TurnEvent): void {
	const sent = town.turns.get(event.turn);
	if (event.kind === "act") return act(town, event, sent);
	if (sent === undefined) return;
	if (event.kind === "care") return showCare(town, sent, event);
	const { talk, turn } = sent;
	if (turn.isOver) return;
	if (event.kind === "beat") return speak(town, talk, turn, event.text);
	turn.isOver = true;
	if (event.kind === "fail") speak(town, talk, turn, event.line);
	finish(town, talk, turn, event.kind === "done" ? event.suggestions : []);
}

/** When all of it is shown and done. */
function finish(town: Town, talk: Talk, turn: Turn, suggestions: string[]): void {
	const allow = (shown: string[]) => {
		if (turn.isHushed) return;
		close(talk, turn);
		offer(town, talk, shown);
		report(town, talk, turn);
	};
	turn.inOrder(() => {
		const few = suggestions.filter((_, index) => index < MAX_REPLIES);
		const shown = passing(few, (reply) => mayBeShown(town, talk, reply));
		return () => turn.actsInOrder(() => () => allow(shown));
	});
}

/** A suggestion is shown as it is or not at all. What the sheet offers needs no filter, which costs time. */
function mayBeShown({ cast }: Town, { npc, player }: Talk, reply: string): boolean {
	if (cast.cardOf(npc).quickReplies.includes(reply)) return true;
	return isSayable(reply) && readableFor(player, reply) === reply;
}

function speak(town: Town, talk: Talk, turn: Turn, text: string): void {
	turn.inOrder(() => {
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

/** Whatever of it is in the filter still, or on its way. */
function silence(talk: Talk, turn: Turn): void {
	turn.isHushed = true;
	close(talk, turn);
}

function close(talk: Talk, turn: Turn): void {
	turn.isOver = true;
	if (talk.turn === turn) talk.turn = undefined;
	if (turn.deadline !== undefined) task.cancel(turn.deadline);
	turn.deadline = undefined;
}
