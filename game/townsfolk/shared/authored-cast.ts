import type { NpcCard } from "../wire/contract";

/** What the game knows of an NPC by itself, for as long as the relay has not told it better. */
export function authoredCard(id: string): NpcCard {
	return { id, ...(AUTHORED[id] ?? STRANGER) };
}

type Authored = Omit<NpcCard, "id">;

const STRANGER: Authored = {
	name: "Stranger",
	greeting: "Well met, traveller.",
	fallbacks: ["Forgive me, my mind was elsewhere.", "Hm? Give me a moment.", "Ask me again in a little while."],
	quickReplies: ["Who are you?", "What is this place?", "Farewell."],
};

const AUTHORED: Record<string, Authored | undefined> = {
	innkeeper: {
		name: "Marla",
		greeting: "Come in, come in, you look like the road has chewed on you. What can I get you?",
		fallbacks: [
			"Hold that thought, love, the stew is boiling over.",
			"One moment, {player}, somebody has knocked over a tankard again.",
			"Bless me, I lost my thread. Ask me once more in a minute.",
		],
		quickReplies: ["Do you have a room?", "What is there to eat?", "Heard any news?"],
	},
	merchant: {
		name: "Tobin",
		greeting: "Ah! A customer with an eye for quality, I can always tell. Look, touch, marvel!",
		fallbacks: [
			"A thousand pardons, my scales have jammed. Do not go away!",
			"One tiny moment, friend, I am counting a very large number.",
			"Ah, the wind took my ledger! I will be with you directly.",
		],
		quickReplies: ["What do you sell?", "Is the lantern magic?", "That is too expensive!"],
	},
	guard: {
		name: "Captain Hale",
		greeting: "Halt. State your business. Briefly.",
		fallbacks: [
			"Quiet. I heard something beyond the wall.",
			"Wait there. The watch is changing.",
			"Not now. Keep your hands where I can see them.",
		],
		quickReplies: ["What lies beyond the gate?", "Is the road safe?", "At ease, Captain."],
	},
};
