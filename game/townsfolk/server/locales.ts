import { LocalizationService, Players } from "@rbxts/services";
import type { Lifetime } from "../shared/lifetime";

/** Which language each player has chosen: the language of a care card. */
export interface Locales {
	/** For instance `en-us`; undefined until Roblox has told it. */
	of(this: void, player: Player): string | undefined;
}

/**
 * `Player.LocaleId` is not replicated (https://create.roblox.com/docs/reference/engine/classes/Player#LocaleId), so the server
 * asks for the player's translator, which has it: https://create.roblox.com/docs/production/localization/localize-with-scripting
 */
export function watchLocales(life: Lifetime): Locales {
	const translators = new Map<Player, Translator>();
	const learn = (player: Player): void => {
		const [ok, translator] = pcall(() => LocalizationService.GetTranslatorForPlayerAsync(player));
		if (ok && !life.isOver() && player.Parent !== undefined) translators.set(player, translator);
	};
	life.connect(Players.PlayerAdded, learn);
	life.connect(Players.PlayerRemoving, (player) => translators.delete(player));
	for (const player of Players.GetPlayers()) task.spawn(learn, player);
	return {
		of: (player) => {
			const locale = translators.get(player)?.LocaleId ?? player.LocaleId;
			return locale === "" ? undefined : locale.lower();
		},
	};
}
