import { Players, TextChatService } from "@rbxts/services";
import type { Lifetime } from "../shared/lifetime";
import type { Remotes } from "../shared/remotes";
import { userOf } from "./player-id";
import type { Policies } from "./policy";

/** Who may write words of their own: whom Roblox lets chat, and with an AI. */
export interface Chatters {
	/** False until Roblox has said so. */
	mayType(this: void, player: Player): boolean;
	/** Tells the player's client once more, which shows a text box or none; asks Roblox again where it had no answer. */
	tellAgain(this: void, player: Player): void;
}

interface ChattersOptions {
	life: Lifetime;
	remotes: Remotes;
	policies: Policies;
	/** What else it takes: whether there is a way for the player's words now. Yields. */
	admit?: (player: Player) => boolean;
}

const ATTEMPTS = 3;
const ATTEMPT_GAP = 5;

/** Learns it of everybody who is here and of whoever joins. */
export function watchChatters({ life, remotes, policies, admit }: ChattersOptions): Chatters {
	const known = new Map<Player, boolean>();
	const asking = new Set<Player>();
	const isHere = (player: Player) => !life.isOver() && player.Parent !== undefined;

	/** Yields. */
	const ask = (player: Player): boolean | undefined => {
		// Both at once, and what the first has learned the second need not ask.
		task.spawn(policies.mayTalkToAi, player);
		const [ok, mayChat] = pcall(
			() => TextChatService.CanUserChatAsync(userOf(player)) && (admit === undefined || admit(player)),
		);
		const mayTalk = policies.mayTalkToAi(player);
		return ok && mayTalk !== undefined ? mayChat && mayTalk : undefined;
	};

	const learn = (player: Player): void => {
		if (asking.has(player)) return;
		asking.add(player);
		for (let attempt = 1; attempt <= ATTEMPTS && isHere(player); attempt++) {
			const mayType = ask(player);
			if (mayType !== undefined && isHere(player)) {
				known.set(player, mayType);
				remotes.mayType(player, mayType);
				break;
			}
			if (attempt < ATTEMPTS && isHere(player)) task.wait(ATTEMPT_GAP);
		}
		asking.delete(player);
	};

	life.connect(Players.PlayerAdded, learn);
	life.connect(Players.PlayerRemoving, (player) => known.delete(player));
	for (const player of Players.GetPlayers()) task.spawn(learn, player);
	return {
		mayType: (player) => known.get(player) === true,
		tellAgain: (player) => {
			const mayType = known.get(player);
			if (mayType === undefined) task.spawn(learn, player);
			else remotes.mayType(player, mayType);
		},
	};
}
