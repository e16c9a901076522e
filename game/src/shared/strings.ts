/** Every word of ours that a player can read. What an NPC says comes from its sheet. */
export const STRINGS = {
	aiNotice: "You are talking to an AI character. It can be wrong.",
	talk: "Talk",
	you: "You",
	send: "Send",
	stop: "Stop",
	leave: { keyboard: "Leave (Q)", gamepad: "Leave (B)", touch: "Leave" },
	placeholder: "Say something",
	/** Said by the NPC when the player's words did not pass the filter. */
	sayItOtherwise: "I did not quite catch that. Could you say it another way?",
	/** Said by the NPC when the player speaks again too soon. */
	notSoFast: "One thing at a time, friend. Say it again in a moment.",
	/** In place of what the NPC said and the filter did not let through. */
	inaudible: "(A gust of wind carries the words away.)",
};
