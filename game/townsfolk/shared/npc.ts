import { CollectionService } from "@rbxts/services";
import type { NpcCard } from "../wire/contract";
import { NPC_ATTRIBUTES, NPC_TAG } from "./attributes";
import { authoredCard } from "./authored-cast";

/** The NPC that this instance, for instance its prompt, is a part of. */
export function findNpc(part: Instance): Model | undefined {
	let ancestor: Instance | undefined = part;
	while (ancestor !== undefined) {
		if (ancestor.IsA("Model") && CollectionService.HasTag(ancestor, NPC_TAG)) return ancestor;
		ancestor = ancestor.Parent;
	}
	return undefined;
}

export function npcIdOf(npc: Model): string | undefined {
	const id = npc.GetAttribute(NPC_ATTRIBUTES.id);
	return typeIs(id, "string") && id !== "" ? id : undefined;
}

/** Puts on the model what clients show the moment a talk opens. */
export function writeCard(npc: Model, card: NpcCard): void {
	npc.SetAttribute(NPC_ATTRIBUTES.name, card.name);
	npc.SetAttribute(NPC_ATTRIBUTES.greeting, card.greeting);
	npc.SetAttribute(NPC_ATTRIBUTES.quickReplies, card.quickReplies.join("\n"));
}

export function readCard(npc: Model): Pick<NpcCard, "name" | "greeting" | "quickReplies"> {
	const authored = authoredCard(npcIdOf(npc) ?? "");
	const replies = npc.GetAttribute(NPC_ATTRIBUTES.quickReplies);
	return {
		name: textOf(npc, NPC_ATTRIBUTES.name) ?? authored.name,
		greeting: textOf(npc, NPC_ATTRIBUTES.greeting) ?? authored.greeting,
		quickReplies: typeIs(replies, "string")
			? replies.split("\n").filter((reply) => reply !== "")
			: authored.quickReplies,
	};
}

function textOf(npc: Model, attribute: string): string | undefined {
	const value = npc.GetAttribute(attribute);
	return typeIs(value, "string") ? value : undefined;
}
