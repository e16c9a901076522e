import type { Town } from "../town";
import type { Talk, Turn } from "./talk";

/** Seconds: a turn is over sooner, and what the relay then still tells of it is under way for a moment. */
const REMEMBERED = 40;

/** From here the relay may tell something of the turn: of one that has ended, the care card. */
export function rememberTurn({ turns }: Town, talk: Talk, turn: Turn): void {
	const isRecent = ({ sentAt }: Turn) => sentAt !== undefined && time() - sentAt < REMEMBERED;
	for (const old of talk.sent) {
		if (!isRecent(old)) turns.delete(old.id);
	}
	talk.sent = talk.sent.filter(isRecent);
	turn.sentAt = time();
	talk.sent.push(turn);
	turns.set(turn.id, { talk, turn });
}

export function forgetTurns({ turns }: Town, talk: Talk): void {
	for (const { id } of talk.sent) turns.delete(id);
}
