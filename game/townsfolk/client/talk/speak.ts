import { SAY_COOLDOWN } from "../../shared/remotes";
import { cutToLimit, tidy } from "../../shared/text";
import { facePlayer } from "./face-player";
import { sendWords } from "./send-words";
import { currentRemotes } from "./server-link";
import { currentTalk, dispatch } from "./talk-store";

/** Beyond the server's cooldown: the time between two messages shrinks and grows on their way. */
const JITTER = 0.15;

let lastSaid = -math.huge;

/** Says it to the NPC; false where it cannot be said now. It is on the screen at once, and leaves when it may. */
export function speak(words: string): boolean {
	const talk = currentTalk();
	const text = tidy(cutToLimit(words));
	if (talk?.number === undefined || talk.isAnswering || text === "") return false;
	const number = talk.number;
	dispatch({ kind: "said", text });
	facePlayer(talk.npc);
	const wait = math.max(0, lastSaid + SAY_COOLDOWN + JITTER - time());
	lastSaid = time() + wait;
	if (wait === 0) sendWords(number, text);
	else task.delay(wait, () => sayIfStillMeant(number, text));
	return true;
}

/** Interrupts the NPC. */
export function hush(): void {
	const talk = currentTalk();
	if (talk?.number !== undefined && talk.isAnswering) currentRemotes()?.hush(talk.number);
}

export function leave(): void {
	const talk = currentTalk();
	if (talk === undefined) return;
	dispatch({ kind: "left" });
	if (talk.number !== undefined) currentRemotes()?.leave(talk.number);
}

function sayIfStillMeant(number: number, text: string): void {
	const talk = currentTalk();
	if (talk?.number === number && talk.said === text && talk.isAnswering) sendWords(number, text);
}
