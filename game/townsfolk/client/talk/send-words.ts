import { Players, TextChatService } from "@rbxts/services";
import { wordsChannelOf } from "../../shared/words-channel";
import { currentRemotes } from "./server-link";
import { currentTalk } from "./talk-store";

/** Hands the words to the server: through TextChatService where they are typed and it has a channel for that. */
export function sendWords(talk: number, text: string): void {
	const channel = TextChatService.FindFirstChild(wordsChannelOf(Players.LocalPlayer));
	const isOffered = currentTalk()?.replies.includes(text) === true;
	if (isOffered || channel?.IsA("TextChannel") !== true) {
		currentRemotes()?.say(talk, text);
		return;
	}
	task.spawn(() => {
		const [isSent, message] = pcall(() => channel.SendAsync(text, tostring(talk)));
		// Where Roblox did not take them the server says so in the NPC's words: to it, nothing was said.
		if (!isSent || message.Status !== Enum.TextChatMessageStatus.Success) currentRemotes()?.say(talk, "");
	});
}
