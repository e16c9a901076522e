import { Players, TextChatService } from "@rbxts/services";
import type { Lifetime } from "../shared/lifetime";
import { wordsChannelOf } from "../shared/words-channel";
import { userOf } from "./player-id";

/** The way of what players type through TextChatService, which Roblox's safety measures watch. */
export interface TypedWords {
	/** Whether the player has a channel now; none where Roblox does not let them chat. Yields. */
	admit(this: void, player: Player): boolean;
}

interface TypedWordsOptions {
	life: Lifetime;
	/** `talk`: its number, as the client has it. */
	onTyped: (player: Player, talk: number, text: string) => void;
}

/**
 * "Text inputs and outputs must go through TextChatService" (https://create.roblox.com/docs/generative-AI). Each player has a
 * channel alone, and nothing in it is delivered to anybody: the server takes the words where it is asked about that.
 * https://create.roblox.com/docs/reference/engine/classes/TextChannel#ShouldDeliverCallback
 */
export function openTypedWords({ life, onTyped }: TypedWordsOptions): TypedWords {
	const channels = new Map<Player, TextChannel>();
	const close = (player: Player): void => {
		channels.get(player)?.Destroy();
		channels.delete(player);
	};
	life.connect(Players.PlayerRemoving, close);
	life.onEnd(() => {
		for (const [player] of table.clone(channels)) close(player);
	});
	return {
		admit: (player) => {
			if (channels.has(player)) return true;
			const channel = channelFor(player, onTyped);
			const [isAsked, source] = pcall(() => channel.AddUserAsync(userOf(player))[0]);
			if (!isAsked || source === undefined || life.isOver() || player.Parent === undefined) channel.Destroy();
			if (!isAsked) error(source);
			if (channel.Parent === undefined) return false;
			channels.set(player, channel);
			return true;
		},
	};
}

function channelFor(player: Player, onTyped: TypedWordsOptions["onTyped"]): TextChannel {
	const channel = new Instance("TextChannel");
	channel.Name = wordsChannelOf(player);
	channel.ShouldDeliverCallback = (message, receiver) => {
		const talk = tonumber(message.Metadata);
		// Asked once for each receiver. It must not yield, and the filter does.
		const isTheirs = message.TextSource !== undefined && message.TextSource === receiver;
		if (isTheirs && talk !== undefined) task.spawn(onTyped, player, talk, message.Text);
		return false;
	};
	channel.Parent = TextChatService;
	return channel;
}
