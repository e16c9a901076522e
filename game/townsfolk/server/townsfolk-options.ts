import type { Strings } from "../shared/strings";
import type { DefinedAct } from "./acts/define-act";
import type { Host } from "./town";

export interface TownsfolkOptions extends Host {
	/** What NPCs can do: a list, or a table of them. Sheets say which NPC may do which. */
	acts?: DefinedAct[] | Record<string, DefinedAct>;
	/** How many of the host game's 500 requests a minute Townsfolk may use: 40 or more. Default: 240. */
	requestsPerMinute?: number;
	/**
	 * How what players type comes to the server. Default: through TextChatService, as Roblox asks for with AI of a third party
	 * (https://create.roblox.com/docs/generative-AI). `RemoteEvent`: by a remote and the text filter, as text that is no chat
	 * (https://create.roblox.com/docs/ui/text-filtering). What they choose among the NPC's suggestions needs neither.
	 */
	typedWords?: "TextChatService" | "RemoteEvent";
	/** Words in place of the library's own. */
	strings?: Partial<Strings>;
	/** Whether models count that were marked for earlier versions: the tag `Npc`, and attributes such as `NpcId`. */
	takesNpcTags?: boolean;
}
