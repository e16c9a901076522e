import { Players, TextChatService } from "@rbxts/services";
import { remotes } from "shared/remotes";

const ATTEMPTS = 3;
const ATTEMPT_GAP = 5;

const chatters = new Set<Player>();

/** Learns of each player whether Roblox lets them chat, and tells their client, which shows a text box or none. */
export function watchChatters(): void {
	Players.PlayerAdded.Connect(learn);
	Players.PlayerRemoving.Connect((player) => chatters.delete(player));
	for (const player of Players.GetPlayers()) task.spawn(learn, player);
}

/** Whether the player may say words of their own. False until Roblox has said so. */
export function mayType(player: Player): boolean {
	return chatters.has(player);
}

function learn(player: Player): void {
	for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
		const [ok, mayChat] = pcall(() => TextChatService.CanUserChatAsync(player.UserId));
		if (player.Parent === undefined) return;
		if (ok) {
			if (mayChat) chatters.add(player);
			remotes.mayType(player, mayChat);
			return;
		}
		task.wait(ATTEMPT_GAP);
	}
}
