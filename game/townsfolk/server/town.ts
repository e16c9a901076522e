import type { Lifetime } from "../shared/lifetime";
import type { Remotes } from "../shared/remotes";
import type { Strings } from "../shared/strings";
import type { Act } from "../wire/contract";
import type { Acts } from "./acts/acts";
import type { Chatters } from "./chatters";
import type { Locales } from "./locales";
import type { Cast } from "./npcs/cast";
import type { Npcs } from "./npcs/npcs";
import type { Policies } from "./policy";
import type { Outbox } from "./relay-link/outbox";
import type { SentTurn, Talk } from "./talks/talk";

/** A turn that has ended, for the host game. */
export interface EndedTurn {
	player: Player;
	npc: Model;
	/** What the player was shown of the answer, as Roblox filtered it for them. */
	text: string;
	/** What the NPC did; what it wrote in them as Roblox filtered it for everybody. */
	acts: Act[];
}

/** What the host game is asked. Neither may yield. */
export interface Host {
	/** What the NPC sees, at most 400 characters: in the game's words and never in a player's. Asked each time a player speaks. */
	scene?: (npc: Model, player: Player) => string | undefined;
	/** Whether a talk may begin. Default: always. */
	mayTalk?: (player: Player, npc: Model) => boolean;
}

/** All that a talk needs, from a start to its stop. */
export interface Town {
	life: Lifetime;
	strings: Strings;
	remotes: Remotes;
	policies: Policies;
	locales: Locales;
	chatters: Chatters;
	cast: Cast;
	npcs: Npcs;
	acts: Acts;
	outbox: Outbox;
	host: Host;
	/** By player: everybody is in one talk at most. */
	talks: Map<Player, Talk>;
	/** By id: those of which the relay may tell something. */
	turns: Map<string, SentTurn>;
	turnListeners: Set<(turn: EndedTurn) => void>;
}
