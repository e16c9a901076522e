/** Every word of ours that a player can read. What an NPC says comes from its sheet. */
const STRINGS = {
	/** For as long as the relay has not told the notice in the player's language. */
	aiNotice: "You are talking to an AI character. It can be wrong.",
	/** On the prompt. */
	talk: "Talk",
	/** These four: of an NPC whose model has no such words, for as long as the relay has not told them. */
	stranger: "Stranger",
	greeting: "Hello.",
	quickReplies: ["Who are you?", "What is this place?", "Goodbye."],
	fallbacks: ["Give me a moment, please.", "I lost my thread. Ask me again in a little while."],
	you: "You",
	send: "Send",
	stop: "Stop",
	/** This and `haveRead`: followed by the key where the player has keys. */
	leave: "Leave",
	placeholder: "Say something",
	/** Said by the NPC when the player's words did not pass the filter. */
	sayItOtherwise: "I did not quite catch that. Could you say it another way?",
	/** Said by the NPC when the player speaks again too soon. */
	notSoFast: "One thing at a time, friend. Say it again in a moment.",
	/** In place of what the NPC said and the filter did not let through. */
	inaudible: "(A gust of wind carries the words away.)",
	/** On a care card of which the filter did not let the relay's own words through. */
	care: {
		title: "You are not alone",
		text: "This matters more than any game. Please talk with a grown-up you trust today. If you are in danger, call your local emergency number now.",
	},
	haveRead: "I have read it",
};

export type Strings = typeof STRINGS;

/** The library's words, with those of the host game in their place. */
export function stringsWith(own: Partial<Strings> = {}): Strings {
	return { ...STRINGS, ...own };
}
