import { countCharacters, cutToLimit, tidy } from "../../shared/text";
import { LIMITS } from "../../wire/contract";
import { warnOnce } from "./warn-once";

/** UTF-16 units: that is how the relay counts a `Result.note`. */
const OUTCOME_UNITS = 200;

/** What the host game tells an NPC, as the relay takes it; undefined where nothing is left. `what` names it for the developer. */
export function noteOf(what: string, said: unknown): string | undefined {
	if (!typeIs(said, "string") || countCharacters(said) === undefined) {
		if (said !== undefined) warnOnce(`${what} is no text`, `${what} must be text, and UTF-8.`);
		return undefined;
	}
	const note = tidy(said);
	const cut = cutToLimit(note, LIMITS.noteCharacters);
	if (cut !== note) warnOnce(`${what} is long`, `${what} is cut to ${LIMITS.noteCharacters} characters.`);
	return cut === "" ? undefined : cut;
}

/** What comes back to the NPC of an act's outcome. */
export function cutNote(note: unknown): string | undefined {
	if (!typeIs(note, "string") || countCharacters(note) === undefined) return undefined;
	const said = tidy(note);
	let units = 0;
	let characters = 0;
	for (const [, code] of utf8.codes(said)) {
		units += code > 0xffff ? 2 : 1;
		if (units > OUTCOME_UNITS) break;
		characters += 1;
	}
	return characters === 0 ? undefined : cutToLimit(said, characters);
}
