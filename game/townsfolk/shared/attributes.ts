/** CollectionService tag of a Model that players can talk to. */
export const NPC_TAG = "Npc";

/** On the NPC's Model. `id` is set by the builder; the server replicates the rest from the sheet. */
export const NPC_ATTRIBUTES = {
	id: "NpcId",
	name: "NpcName",
	greeting: "NpcGreeting",
	/** Separated by newlines: an attribute cannot hold a list. */
	quickReplies: "NpcQuickReplies",
};

/** A Folder in ReplicatedStorage that the server makes: the AI notice, one attribute for each locale. */
export const NOTICES = "TownsfolkNotices";
