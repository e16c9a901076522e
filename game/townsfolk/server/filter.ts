import { TextService } from "@rbxts/services";
import { userOf } from "./player-id";
import { refersOutside } from "./references";

/**
 * The text as Roblox lets this player see it. Yields, fails closed (undefined) and never asks twice
 * (https://create.roblox.com/docs/ui/text-filtering). Undefined also where hardly a word was left.
 */
export function filterFor(player: Player, text: string): string | undefined {
	const [ok, filtered] = pcall(() =>
		TextService.FilterStringAsync(text, userOf(player)).GetNonChatStringForUserAsync(userOf(player)),
	);
	return ok && typeIs(filtered, "string") && !isMostlyMasked(filtered) ? filtered : undefined;
}

/** What others have written, as this player may read it: filtered, and naming nothing outside of Roblox. Yields. */
export function readableFor(player: Player, text: string): string | undefined {
	const filtered = filterFor(player, text);
	return filtered !== undefined && !refersOutside(filtered) ? filtered : undefined;
}

function isMostlyMasked(text: string): boolean {
	const [, masked] = text.gsub("#", "");
	const [, blank] = text.gsub("%s", "");
	return masked * 2 > text.size() - blank;
}
