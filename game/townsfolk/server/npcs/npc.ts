import type { Marks } from "../../shared/attributes";

/** An NPC that is ready to be talked to. */
export interface Npc {
	id: string;
	model: Model;
	prompt: ProximityPrompt;
	/** By which its builder has marked it. */
	marks: Marks;
}
