import type { Lifetime } from "../../shared/lifetime";
import { removeNotices, writeNotices } from "../../shared/notices";
import { builtCard } from "../../shared/npc";
import type { Strings } from "../../shared/strings";
import type { NpcCard } from "../../wire/contract";
import { PATHS } from "../../wire/contract";
import { createBackoff } from "../relay-link/backoff";
import { callRelay } from "../relay-link/call-relay";
import { warnOtherShape } from "../relay-link/problems";
import { isNpcsReply } from "../relay-link/replies";
import type { Npc } from "./npc";

/** What the NPCs are called and what they say without a mind: in the relay's words, until then in the builder's. */
export interface Cast {
	cardOf(this: void, npc: Pick<Npc, "id" | "model" | "marks">): NpcCard;
	fallbackLine(this: void, npc: Npc): string;
	/** Asks the relay for the cast and the notices until it answers once; yields. */
	learn(this: void): void;
}

export function createCast(life: Lifetime, strings: Strings): Cast {
	const cards = new Map<string, NpcCard>();
	const built = (npc: Pick<Npc, "model" | "marks">) => builtCard(npc.model, npc.marks, strings);
	const backoff = createBackoff(1, 15);
	life.onEnd(backoff.hurry);
	life.onEnd(removeNotices);
	return {
		cardOf: (npc) => cards.get(npc.id) ?? built(npc),
		fallbackLine: (npc) => {
			const told = cards.get(npc.id)?.fallbacks ?? [];
			const lines = told.isEmpty() ? built(npc).fallbacks : told;
			return lines[math.random(0, lines.size() - 1)] ?? "...";
		},
		learn: () => {
			while (!life.isOver()) {
				const reply = callRelay("GET", PATHS.npcs, 5);
				if (life.isOver()) return;
				if (reply.ok && isNpcsReply(reply.body)) {
					for (const card of reply.body.npcs) cards.set(card.id, card);
					return writeNotices(reply.body.notices);
				}
				if (reply.ok) warnOtherShape(PATHS.npcs);
				backoff.wait();
			}
		},
	};
}
