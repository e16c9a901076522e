import { PLAYER_NAME } from "../wire/contract";
import { tidy } from "./text";

/**
 * What an NPC says, with the player's own name where the relay has left a place for it. Nothing in a name is taken for a
 * pattern, for a tag of rich text, or for the placeholder once more.
 */
export function withName(said: string, player: Player): string {
	return said.split(PLAYER_NAME).join(nameOf(player));
}

function nameOf(player: Player): string {
	const [plain] = player.DisplayName.gsub("[%c<>&{}]", "");
	const name = tidy(plain);
	return name === "" ? player.Name : name;
}
