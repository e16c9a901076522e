/** How the builder of a place marks an NPC's Model. The library reads these and writes none. */
export interface Marks {
	/** CollectionService tag of a Model that players can talk to. */
	tag: string;
	/** Attribute: the sheet's file name without `.md`. Only this one is a must. */
	id: string;
	/** These attributes serve for as long as the relay has not told better words. */
	name: string;
	greeting: string;
	/** Separated by newlines, as the fallback lines are: an attribute cannot hold a list. */
	quickReplies: string;
	fallbacks: string;
}

export const MARKS: Marks = {
	tag: "TownsfolkNpc",
	id: "TownsfolkId",
	name: "TownsfolkName",
	greeting: "TownsfolkGreeting",
	quickReplies: "TownsfolkQuickReplies",
	fallbacks: "TownsfolkFallbacks",
};

/** As places were built for earlier versions. They count only where the host game says so. */
export const EARLIER_MARKS: Marks = {
	tag: "Npc",
	id: "NpcId",
	name: "NpcName",
	greeting: "NpcGreeting",
	quickReplies: "NpcQuickReplies",
	fallbacks: "NpcFallbacks",
};

/** The ProximityPrompt that the server gives to an NPC. Clients know an NPC by it. */
export const PROMPT_NAME = "TownsfolkPrompt";

/** Attributes of the prompt: what clients show the moment a talk opens. */
export const SHOWN = { name: "Name", greeting: "Greeting", quickReplies: "QuickReplies" };

/** Attribute of the prompt: whether it is enabled on the server. */
export const ENABLED = "Enabled";

/** A Folder in ReplicatedStorage that the server makes: the AI notice, one attribute for each locale. */
export const NOTICES = "TownsfolkNotices";

/** A Folder in ReplicatedStorage for as long as the server's side runs. Its remotes are there before it. */
export const RUNNING = "TownsfolkRunning";
