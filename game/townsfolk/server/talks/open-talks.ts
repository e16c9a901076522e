import type { TalkNews } from "../../shared/remotes";
import type { Town } from "../town";
import type { Talk } from "./talk";

/** The talk that the player means, unless it is over. */
export function talkOf(town: Town, player: Player, number: number): Talk | undefined {
	const talk = town.talks.get(player);
	return talk?.number === number ? talk : undefined;
}

export function isOpen(town: Town, talk: Talk): boolean {
	return town.talks.get(talk.player) === talk;
}

/** Speaks to the client of the talk's player and to nobody else; not at all once the talk is over. */
export function tell(town: Town, talk: Talk, news: TalkNews): void {
	if (isOpen(town, talk)) town.remotes.news(talk.player, news);
}

/** Whether anything can still come from the relay. */
export function isAnybodyHeard(talks: Map<Player, Talk>): boolean {
	for (const [, talk] of talks) {
		if (talk.isKnown) return true;
	}
	return false;
}
