import { LIMITS } from "../wire/contract";

/** Unicode code points, as the wire counts them; undefined where the bytes are no UTF-8. */
export function countCharacters(text: string): number | undefined {
	const [count] = utf8.len(text);
	return count === false ? undefined : count;
}

/** What is left when control characters are spaces and the ends are trimmed. */
export function tidy(text: string): string {
	const [oneLine] = text.gsub("%c+", " ");
	const [trimmed] = oneLine.match("^%s*(.-)%s*$");
	return tostring(trimmed ?? "");
}

/** Keeps the first characters that a player may say at once. */
export function cutToLimit(text: string): string {
	const tooFar = utf8.offset(text, LIMITS.textCharacters + 1);
	return tooFar === undefined ? text : text.sub(1, tooFar - 1);
}

/** Whether this is what an honest client sends: tidy, valid and of a length that the relay takes. */
export function isSayable(text: string): boolean {
	// A code point has four bytes at most: what is longer is not worth looking at.
	if (text.size() > LIMITS.textCharacters * 4) return false;
	const count = countCharacters(text);
	return count !== undefined && count > 0 && count <= LIMITS.textCharacters && tidy(text) === text;
}
