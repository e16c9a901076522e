import { TextService } from "@rbxts/services";

/**
 * The text as Roblox lets this player see it. Yields, fails closed (undefined) and never asks twice
 * (https://create.roblox.com/docs/ui/text-filtering). Undefined also where hardly a word was left.
 */
export function filterFor(player: Player, text: string): string | undefined {
	const [ok, filtered] = pcall(() =>
		TextService.FilterStringAsync(text, player.UserId).GetNonChatStringForUserAsync(player.UserId),
	);
	return ok && typeIs(filtered, "string") && !isMostlyMasked(filtered) ? filtered : undefined;
}

function isMostlyMasked(text: string): boolean {
	const [, masked] = text.gsub("#", "");
	const [, blank] = text.gsub("%s", "");
	return masked * 2 > text.size() - blank;
}
