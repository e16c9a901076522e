import type { DefinedAct } from "./define-act";

/** How often acts were done, each by each NPC. */
export interface UseLimits {
	/** Why the NPC may not do it now, in words for it. */
	refusal(this: void, act: DefinedAct, npcId: string): string | undefined;
	used(this: void, act: DefinedAct, npcId: string): void;
}

interface Use {
	at: number;
	day: number;
	times: number;
}

const DAY = 86_400;

export function createUseLimits(): UseLimits {
	const uses = new Map<string, Use>();
	return {
		refusal: (act, npcId) => {
			const use = uses.get(keyOf(act, npcId));
			if (use === undefined) return undefined;
			if (time() - use.at < act.cooldown) return "That was done a moment ago.";
			return use.day === today() && use.times >= act.perDay ? "That was done often enough today." : undefined;
		},
		used: (act, npcId) => {
			const use = uses.get(keyOf(act, npcId));
			const times = use?.day === today() ? use.times + 1 : 1;
			uses.set(keyOf(act, npcId), { at: time(), day: today(), times });
		},
	};
}

function keyOf(act: DefinedAct, npcId: string): string {
	return `${act.declaration.name}/${npcId}`;
}

function today(): number {
	return math.floor(os.time() / DAY);
}
