import { countCharacters, tidy } from "../../shared/text";
import { LIMITS } from "../../wire/contract";
import type { DefinedAct } from "./define-act";

/** @throws what is wrong with the game's acts, in words for its developer. From Luau anything can come. */
export function checkActs(acts: DefinedAct[]): void {
	if (acts.size() > LIMITS.acts) fail(`there are ${acts.size()} acts, and at most ${LIMITS.acts} may be declared.`);
	const names = new Set<string>();
	for (const act of acts as Partial<DefinedAct>[]) {
		if (!isDefined(act)) fail("an act must be what `defineAct` returns.");
		const { name } = act.declaration;
		const mistake = mistakeIn(act);
		if (mistake !== undefined) fail(`the act ${tostring(name)}: ${mistake}.`);
		if (names.has(name)) fail(`the act ${name} is declared twice.`);
		names.add(name);
	}
}

function isDefined(act: unknown): act is DefinedAct {
	return typeIs(act, "table") && (act as Partial<DefinedAct>).declaration !== undefined;
}

function fail(problem: string): never {
	return error(`Townsfolk: ${problem}`, 0);
}

function mistakeIn({ declaration, args, run, cooldown, perDay, when }: DefinedAct): string | undefined {
	const { name, description } = declaration;
	if (!isName(name))
		return "its name must begin with a small letter and have small letters, digits and _, at most 32";
	if (!isDescription(description))
		return `its description must be a text of 1 to ${LIMITS.noteCharacters} characters`;
	if (!typeIs(run, "function")) return "nobody carries it out: it has no `run`";
	if (when !== undefined && !typeIs(when, "function")) return "its `when` must be a function";
	if (!typeIs(cooldown, "number") || !(cooldown >= 0)) return "its cooldown must be seconds";
	if (!typeIs(perDay, "number") || !(perDay >= 1)) return "its perDay must be 1 or more";
	if (declaration.args.size() > LIMITS.actArguments) return `it has more than ${LIMITS.actArguments} arguments`;
	for (const argument of declaration.args) {
		if (!isName(argument.name) || argument.name === "name") return `no argument may be called "${argument.name}"`;
		const mistake = args[argument.name]?.mistake;
		if (mistake !== undefined) return `its argument ${argument.name}: ${mistake}`;
	}
	return undefined;
}

function isName(name: unknown): boolean {
	if (!typeIs(name, "string") || name.size() > 32) return false;
	const [whole] = name.match("^[a-z][a-z0-9_]*$");
	return whole !== undefined;
}

function isDescription(description: unknown): boolean {
	if (!typeIs(description, "string")) return false;
	const count = countCharacters(description) ?? 0;
	return count >= 1 && count <= LIMITS.noteCharacters && tidy(description) === description;
}
