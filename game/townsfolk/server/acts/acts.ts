import type { Act } from "../../wire/contract";
import { askHost, callHost } from "../host/call-host";
import { cutNote } from "../host/notes";
import type { Npc } from "../npcs/npc";
import type { ArgumentValue } from "./arguments";
import { checkActs } from "./check-acts";
import type { DeclaredSet } from "./declared-set";
import { declareSet } from "./declared-set";
import type { DefinedAct, Outcome } from "./define-act";
import { checkedArguments } from "./define-act";
import { readableArguments } from "./readable-arguments";
import { createUseLimits } from "./use-limits";

/** What the NPCs of this game can do. */
export interface Acts {
	set: DeclaredSet;
	/** By name: what this NPC would do now for this player. */
	offered(this: void, player: Player, npc: Npc): string[];
	/** What the NPC wants to do, or why it cannot be done. Yields where a model has written text in it, which everybody may see. */
	prepare(this: void, player: Player, act: Act): PreparedAct | string;
	/** Does it in the world, at once, and says how it went. */
	perform(this: void, player: Player, npc: Npc, act: PreparedAct): Outcome;
}

/** An act that is as it was declared, with nothing else in it. */
export interface PreparedAct {
	defined: DefinedAct;
	args: Record<string, ArgumentValue>;
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
		prepare: (player, given) => {
			const act = defined.find((one) => nameOf(one) === given.name);
			if (act === undefined) return "Nobody here can do that.";
			const args = checkedArguments(act, given);
			if (typeIs(args, "string")) return `It cannot be done with such a ${args}.`;
			const readable = readableArguments(player, act, args);
			if (typeIs(readable, "string")) return `Not everybody may read such a ${readable}: it takes other words.`;
			return { defined: act, args: readable };
		},
		perform: (player, npc, { defined: act, args }) => {
			const reason = refusal(act, player, npc);
			if (reason !== undefined) return { ok: false, note: reason };
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

function outcomeOf(returned: Outcome | string | void): Outcome {
	if (typeIs(returned, "string")) return { ok: true, note: cutNote(returned) };
	if (!typeIs(returned, "table")) return { ok: true };
	return { ok: returned.ok, note: returned.note === undefined ? undefined : cutNote(returned.note) };
}
