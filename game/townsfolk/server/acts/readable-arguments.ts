import { readableForAll } from "../filter";
import { passing } from "../in-parallel";
import type { ArgumentValue } from "./arguments";
import type { DefinedAct } from "./define-act";

/**
 * The arguments, with what a model has written freely as everybody may read it, for a game may show it to anybody. Else the name of
 * one that not everybody may read. Yields only where something was written.
 */
export function readableArguments(
	player: Player,
	{ declaration, args }: DefinedAct,
	given: Record<string, ArgumentValue>,
): Record<string, ArgumentValue> | string {
	const readable = table.clone(given);
	const written = declaration.args.filter(({ type: kind }) => kind === "text").map(({ name }) => name);
	const passed = passing(written, (name) => {
		const text = readableForAll(player, tostring(given[name]));
		if (text === undefined || args[name]?.isValid(text) !== true) return false;
		readable[name] = text;
		return true;
	});
	return written.find((name) => !passed.includes(name)) ?? readable;
}
