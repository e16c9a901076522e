import { authoredCard } from "../../shared/authored-cast";
import { writeNotices } from "../../shared/notices";
import type { NpcCard } from "../../wire/contract";
import { PATHS } from "../../wire/contract";
import { createBackoff } from "../relay-link/backoff";
import { callRelay } from "../relay-link/call-relay";
import { isNpcsReply } from "../relay-link/replies";

const cards = new Map<string, NpcCard>();

export function cardOf(id: string): NpcCard {
	return cards.get(id) ?? authoredCard(id);
}

export function fallbackLine(id: string): string {
	const { fallbacks } = cardOf(id);
	const lines = fallbacks.isEmpty() ? authoredCard(id).fallbacks : fallbacks;
	return lines[math.random(0, lines.size() - 1)] ?? "...";
}

/** Asks the relay for the cast and the notices until it answers once; yields. Until then the game's own words serve. */
export function learnCast(): void {
	const backoff = createBackoff(1, 15);
	for (;;) {
		const reply = callRelay("GET", PATHS.npcs, 5);
		if (reply.ok && isNpcsReply(reply.body)) {
			for (const card of reply.body.npcs) cards.set(card.id, card);
			writeNotices(reply.body.notices);
			return;
		}
		backoff.wait();
	}
}
