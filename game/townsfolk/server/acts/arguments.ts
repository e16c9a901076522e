import { countCharacters } from "../../shared/text";
import type { ActArgument } from "../../wire/contract";
import { LIMITS } from "../../wire/contract";

/** What an act's argument may be: as it is declared to the relay, and checked again in the game. */
export interface ArgumentType<T extends ArgumentValue = ArgumentValue> {
	declare: (name: string) => ActArgument;
	isValid: (value: unknown) => value is T;
	/** What is wrong with the declaration itself. */
	mistake?: string;
}

export type ArgumentValue = string | number | boolean;

/**
 * Any text of 1 to `max` characters. A model writes it, so it comes as Roblox filtered it for everybody; an act of whose text hardly
 * a word would be left, or that could not be filtered, is not done.
 */
export function text(max: number): ArgumentType<string> {
	return {
		declare: (name) => ({ name, type: "text", max }),
		isValid: (value): value is string => {
			const count = typeIs(value, "string") ? countCharacters(value) : undefined;
			return count !== undefined && count > 0 && count <= max;
		},
		mistake:
			isWhole(max) && max >= 1 && max <= LIMITS.textCharacters
				? undefined
				: `max must be 1 to ${LIMITS.textCharacters}`,
	};
}

/** One of these. */
export function choice<const C extends readonly string[]>(of: C): ArgumentType<C[number]> {
	const values = [...of];
	return {
		declare: (name) => ({ name, type: "choice", of: values }),
		isValid: (value): value is C[number] => values.some((one) => one === value),
		mistake: mistakeIn(values),
	};
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number): ArgumentType<number> {
	return {
		declare: (name) => ({ name, type: "whole", min, max }),
		isValid: (value): value is number => isWhole(value) && value >= min && value <= max,
		mistake:
			isWhole(min) && isWhole(max) && min <= max ? undefined : "min and max must be whole numbers, in this order",
	};
}

/** True or false. */
export const flag: ArgumentType<boolean> = {
	declare: (name) => ({ name, type: "flag" }),
	isValid: (value): value is boolean => typeIs(value, "boolean"),
};

function isWhole(value: unknown): value is number {
	return typeIs(value, "number") && math.abs(value) < 2 ** 53 && value % 1 === 0;
}

function mistakeIn(values: string[]): string | undefined {
	if (values.isEmpty()) return "there is nothing to choose from";
	const twice = values.find((value, index) => values.indexOf(value) !== index);
	if (twice !== undefined) return `"${twice}" is there twice`;
	return values.every((value) => (countCharacters(value) ?? 0) > 0) ? undefined : "an empty choice";
}
