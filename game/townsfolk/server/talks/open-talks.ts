import type { TalkNews } from "../../shared/remotes";
import { remotes } from "../../shared/remotes";
import type { Talk } from "./talk";

/** By player: everybody is in one talk at most. */
export const openTalks = new Map<Player, Talk>();

/** The talk that the player means, unless it is over. */
export function talkOf(player: Player, number: number): Talk | undefined {
	const talk = openTalks.get(player);
	return talk?.number === number ? talk : undefined;
}

export function isOpen(talk: Talk): boolean {
	return openTalks.get(talk.player) === talk;
}

/** Speaks to the client of the talk's player and to nobody else; not at all once the talk is over. */
export function tell(talk: Talk, news: TalkNews): void {
	if (isOpen(talk)) remotes.news(talk.player, news);
}

/** Whether anything can still come from the relay. */
export function isAnybodyHeard(): boolean {
	for (const [, talk] of openTalks) {
		if (talk.isKnown) return true;
	}
	return false;
}
