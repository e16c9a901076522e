import { LIMITS } from "../wire/contract";

/** U+0080 to U+009F, which are control characters too: the relay takes none. */
const HIGH_CONTROLS = `${string.char(0xc2)}[${string.char(0x80)}-${string.char(0x9f)}]`;
/** What looks empty must not count as something: what JavaScript's `trim` takes away and Luau's `%s` does not know. */
const WIDE_SPACES = [
	0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028,
	0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
].map((code) => utf8.char(code));

/** Unicode code points, as the wire counts them; undefined where the bytes are no UTF-8. */
export function countCharacters(text: string): number | undefined {
	const [count] = utf8.len(text);
	return count === false ? undefined : count;
}

/** What is left when control characters are spaces and the ends are trimmed; nothing of what only looks empty. */
export function tidy(text: string): string {
	const [low] = text.gsub("%c+", " ");
	const [oneLine] = low.gsub(HIGH_CONTROLS, " ");
	const [trimmed] = oneLine.match("^%s*(.-)%s*$");
	const tidied = tostring(trimmed ?? "");
	return isBlank(tidied) ? "" : tidied;
}

/** Keeps the first characters: as many as a player may say at once, or `most`. */
export function cutToLimit(text: string, most: number = LIMITS.textCharacters): string {
	const tooFar = utf8.offset(text, most + 1);
	return tooFar === undefined ? text : text.sub(1, tooFar - 1);
}

/** Whether this is what an honest client sends: tidy, valid and of a length that the relay takes. */
export function isSayable(text: string): boolean {
	// A code point has four bytes at most: what is longer is not worth looking at.
	if (text.size() > LIMITS.textCharacters * 4) return false;
	const count = countCharacters(text);
	return count !== undefined && count > 0 && count <= LIMITS.textCharacters && tidy(text) === text;
}

/** Without tags of rich text: where an NPC's words are shown is not always a text object of ours. */
export function withoutTags(text: string): string {
	const [plain] = text.gsub("</?%a[^<>]*>", "");
	return plain;
}

function isBlank(text: string): boolean {
	let rest = text;
	for (const space of WIDE_SPACES) rest = rest.split(space).join("");
	const [word] = rest.find("%S");
	return word === undefined;
}
