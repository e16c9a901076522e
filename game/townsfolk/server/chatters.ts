import { Players, TextChatService } from "@rbxts/services";
import { remotes } from "../shared/remotes";
import { mayTalkToAi } from "./policy";

const ATTEMPTS = 3;
const ATTEMPT_GAP = 5;

const chatters = new Set<Player>();

/** Learns of each player whether Roblox lets them chat, and with an AI, and tells their client, which shows a text box or none. */
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
		// Both at once, and what the first has learned the second need not ask.
		task.spawn(mayTalkToAi, player);
		const [ok, mayChat] = pcall(() => TextChatService.CanUserChatAsync(player.UserId));
		const mayTalk = mayTalkToAi(player);
		if (player.Parent === undefined) return;
		if (ok && mayTalk !== undefined) {
			if (mayChat && mayTalk) chatters.add(player);
			remotes.mayType(player, mayChat && mayTalk);
			return;
		}
		task.wait(ATTEMPT_GAP);
	}
}
