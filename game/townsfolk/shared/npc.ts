import type { NpcCard } from "../wire/contract";
import type { Marks } from "./attributes";
import { EARLIER_MARKS, MARKS, PROMPT_NAME, SHOWN } from "./attributes";
import type { Strings } from "./strings";

export type ShownCard = Pick<NpcCard, "name" | "greeting" | "quickReplies">;

/** The NPC whose prompt this is; undefined for every prompt that is not Townsfolk's. */
export function npcOfPrompt(prompt: ProximityPrompt): Model | undefined {
	if (prompt.Name !== PROMPT_NAME) return undefined;
	let ancestor = prompt.FindFirstAncestorWhichIsA("Model");
	while (ancestor !== undefined && !ancestor.HasTag(MARKS.tag) && !ancestor.HasTag(EARLIER_MARKS.tag)) {
		ancestor = ancestor.FindFirstAncestorWhichIsA("Model");
	}
	return ancestor;
}

export function npcIdOf(npc: Model, marks: Marks): string | undefined {
	const id = textOf(npc, marks.id);
	return id === "" ? undefined : id;
}

/** What the builder has written on the model, and words of the library's where there are none: for a name, the id's. */
export function builtCard(npc: Model, marks: Marks, strings: Strings): NpcCard {
	const id = npcIdOf(npc, marks) ?? "";
	return {
		id,
		name: textOf(npc, marks.name) ?? nameIn(id) ?? strings.stranger,
		greeting: textOf(npc, marks.greeting) ?? strings.greeting,
		quickReplies: linesOf(npc, marks.quickReplies) ?? strings.quickReplies,
		fallbacks: linesOf(npc, marks.fallbacks) ?? strings.fallbacks,
	};
}

/** Puts on the prompt what clients show the moment a talk opens. */
export function showCard(prompt: ProximityPrompt, card: ShownCard): void {
	prompt.ObjectText = card.name;
	prompt.SetAttribute(SHOWN.name, card.name);
	prompt.SetAttribute(SHOWN.greeting, card.greeting);
	prompt.SetAttribute(SHOWN.quickReplies, card.quickReplies.join("\n"));
}

export function shownCard(prompt: ProximityPrompt, strings: Strings): ShownCard {
	return {
		name: textOf(prompt, SHOWN.name) ?? strings.stranger,
		greeting: textOf(prompt, SHOWN.greeting) ?? strings.greeting,
		quickReplies: linesOf(prompt, SHOWN.quickReplies) ?? [],
	};
}

/** For instance "Old Tom" of `old_tom`; undefined where the id has no word. */
function nameIn(id: string): string | undefined {
	const [words] = id.gsub("[%s%p]+", " ");
	const [name] = words.gsub("%f[%w]%l", (letter) => letter.upper());
	const [trimmed] = name.match("^%s*(.-)%s*$");
	return trimmed === "" ? undefined : tostring(trimmed);
}

function linesOf(instance: Instance, attribute: string): string[] | undefined {
	const lines = textOf(instance, attribute)
		?.split("\n")
		.filter((line) => line !== "");
	return lines?.isEmpty() === true ? undefined : lines;
}

function textOf(instance: Instance, attribute: string): string | undefined {
	const value = instance.GetAttribute(attribute);
	return typeIs(value, "string") ? value : undefined;
}
