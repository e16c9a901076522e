import type { Act } from "../../wire/contract";
import { askHost, callHost } from "../host/call-host";
import { cutNote } from "../host/notes";
import type { Npc } from "../npcs/npc";
import { checkActs } from "./check-acts";
import type { DeclaredSet } from "./declared-set";
import { declareSet } from "./declared-set";
import type { DefinedAct, Outcome } from "./define-act";
import { checkedArguments } from "./define-act";
import { createUseLimits } from "./use-limits";

/** What the NPCs of this game can do. */
export interface Acts {
	set: DeclaredSet;
	/** By name: what this NPC would do now for this player. */
	offered(this: void, player: Player, npc: Npc): string[];
	/** Does in the world what the NPC wants to do, at once, and says how it went. */
	perform(this: void, player: Player, npc: Npc, act: Act): Outcome;
}

/** @throws where a declaration is wrong. */
export function createActs(defined: DefinedAct[]): Acts {
	checkActs(defined);
	const limits = createUseLimits();

	const refusal = (act: DefinedAct, player: Player, npc: Npc): string | undefined => {
		const isDue =
			act.when === undefined || askHost(`\`when\` of ${nameOf(act)}`, act.when, player, npc.model) === true;
		return isDue ? limits.refusal(act, npc.id) : "That cannot be done now.";
	};

	return {
		set: declareSet(defined),
		offered: (player, npc) => defined.filter((act) => refusal(act, player, npc) === undefined).map(nameOf),
		perform: (player, npc, given) => {
			const act = defined.find((one) => nameOf(one) === given.name);
			if (act === undefined) return refused("Nobody here can do that.");
			const args = checkedArguments(act, given);
			if (typeIs(args, "string")) return refused(`It cannot be done with such a ${args}.`);
			const reason = refusal(act, player, npc);
			if (reason !== undefined) return refused(reason);
			const answer = callHost(`\`run\` of ${nameOf(act)}`, act.run, player, npc.model, args as never);
			const outcome = answer.kind === "returned" ? outcomeOf(answer.value) : UNKNOWN[answer.kind];
			if (outcome.ok) limits.used(act, npc.id);
			return outcome;
		},
	};
}

const UNKNOWN = {
	failed: { ok: false, note: "It did not work." },
	begun: { ok: true, note: "It has begun." },
};

function nameOf(act: DefinedAct): string {
	return act.declaration.name;
}

function refused(note: string): Outcome {
	return { ok: false, note };
}

function outcomeOf(returned: Outcome | string | void): Outcome {
	if (typeIs(returned, "string")) return { ok: true, note: cutNote(returned) };
	if (!typeIs(returned, "table")) return { ok: true };
	return { ok: returned.ok, note: returned.note === undefined ? undefined : cutNote(returned.note) };
}
