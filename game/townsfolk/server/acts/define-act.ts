import type { Act, ActDeclaration, Result } from "../../wire/contract";
import type { ArgumentType, ArgumentValue } from "./arguments";

/** Whether the act was done, and what the NPC may know of it, for instance why it was not: at most 200 characters. */
export type Outcome = Pick<Result, "ok" | "note">;

type ArgumentTypes = Record<string, ArgumentType>;
type ArgumentsOf<A extends ArgumentTypes> = { [K in keyof A]: A[K] extends ArgumentType<infer T> ? T : never };

export interface ActDefinition<A extends ArgumentTypes> {
	/** Small letters, digits and _, for instance `give_item`; at most 32. Sheets name it. */
	name: string;
	/** What it does and when to do it, for the model. */
	description: string;
	args?: A;
	/** It is offered to the model only then, and asked again before it is done. Must not yield. */
	when?: (player: Player, npc: Model) => boolean;
	/** Seconds before the same NPC does it again, whoever asks. */
	cooldown?: number;
	/** How often the same NPC does it from midnight to midnight (UTC) in this place server. */
	perDay?: number;
	/** Whether the NPC waits for the outcome, and so knows how it went. Default: false. */
	waits?: boolean;
	/** Does it, and says how it went: nothing or a note where it is done, an `Outcome` where it may not be. Must not yield. */
	run: (player: Player, npc: Model, args: ArgumentsOf<A>) => Outcome | string | void;
}

/** An act as the library knows it. */
export interface DefinedAct {
	declaration: ActDeclaration;
	args: ArgumentTypes;
	when?: (player: Player, npc: Model) => boolean;
	cooldown: number;
	perDay: number;
	/** Takes what `args` have checked, and nothing else. */
	run: (player: Player, npc: Model, args: never) => Outcome | string | void;
}

/** Declares something that NPCs can do in the world. What is wrong with it is told when the town starts. */
export function defineAct<A extends ArgumentTypes = Record<string, never>>(definition: ActDefinition<A>): DefinedAct {
	const { name, description, waits = false, when, cooldown = 0, perDay = math.huge, run } = definition;
	const args: ArgumentTypes = definition.args ?? {};
	const names = new Array<string>();
	for (const [argument] of pairs(args)) names.push(argument);
	// A table in Luau has no order, and the same declaration must have the same hash everywhere.
	names.sort();
	const declared = names.map((argument) => args[argument]?.declare(argument)).filterUndefined();
	return {
		declaration: { name, description, args: declared, waits },
		args,
		when,
		cooldown,
		perDay,
		run,
	};
}

/** The arguments of the act, if they are all as they were declared; else the name of one that is not. */
export function checkedArguments(act: DefinedAct, given: Act): Record<string, ArgumentValue> | string {
	const checked: Record<string, ArgumentValue> = {};
	for (const { name } of act.declaration.args) {
		const value = given[name];
		if (act.args[name]?.isValid(value) !== true) return name;
		checked[name] = value;
	}
	return checked;
}
