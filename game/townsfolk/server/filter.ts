import { TextService } from "@rbxts/services";
import { userOf } from "./player-id";
import { refersOutside } from "./references";

/**
 * The text as Roblox lets this player see it. Yields, fails closed (undefined) and never asks twice
 * (https://create.roblox.com/docs/ui/text-filtering). Undefined also where hardly a word was left.
 */
export function filterFor(player: Player, text: string): string | undefined {
	return filtered(player, text, (result) => result.GetNonChatStringForUserAsync(userOf(player)));
}

/** What others have written, as this player may read it: filtered, and naming nothing outside of Roblox. Yields. */
export function readableFor(player: Player, text: string): string | undefined {
	return withinRoblox(filterFor(player, text));
}

/** The same for everybody, of what a model has written in a talk with this player. */
export function readableForAll(player: Player, text: string): string | undefined {
	return withinRoblox(filtered(player, text, (result) => result.GetNonChatStringForBroadcastAsync()));
}

function filtered(player: Player, text: string, read: (result: TextFilterResult) => string): string | undefined {
	const [ok, left] = pcall(() => read(TextService.FilterStringAsync(text, userOf(player))));
	return ok && typeIs(left, "string") && !isMostlyMasked(left) ? left : undefined;
}

function withinRoblox(text: string | undefined): string | undefined {
	return text !== undefined && !refersOutside(text) ? text : undefined;
}

function isMostlyMasked(text: string): boolean {
	const [, masked] = text.gsub("#", "");
	const [, blank] = text.gsub("%s", "");
	return masked * 2 > text.size() - blank;
}
