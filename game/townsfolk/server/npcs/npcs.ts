import { CollectionService } from "@rbxts/services";
import type { Marks } from "../../shared/attributes";
import type { Lifetime } from "../../shared/lifetime";
import { npcIdOf, showCard } from "../../shared/npc";
import type { Strings } from "../../shared/strings";
import { countCharacters } from "../../shared/text";
import { warnOnce } from "../host/warn-once";
import type { Cast } from "./cast";
import type { Npc } from "./npc";
import { promptFor, tellEnabled } from "./prompt";

export interface Npcs {
	/** Shows what the relay has told of the cast meanwhile. */
	refresh(this: void): void;
	/** The NPC that this model is. */
	find(this: void, model: Model): Npc | undefined;
	/** Whether this very prompt still is an NPC's. */
	isTalkable(this: void, npc: Npc): boolean;
}

interface NpcsOptions {
	life: Lifetime;
	strings: Strings;
	cast: Cast;
	marks: Marks[];
	onTriggered: (player: Player, npc: Npc) => void;
}

interface Marked {
	marks: Marks;
	connections: RBXScriptConnection[];
	prompt?: ProximityPrompt;
}

/**
 * Makes every marked model talkable, now and later: also clones, models whose parts or id come after the tag, and those whose parts
 * are taken away or replaced.
 */
export function watchNpcs({ life, strings, cast, marks: allMarks, onTriggered }: NpcsOptions): Npcs {
	const known = new Map<Model, Marked>();

	const find = (model: Model): Npc | undefined => {
		const { marks, prompt } = known.get(model) ?? {};
		const id = marks && npcIdOf(model, marks);
		return marks && prompt && id !== undefined ? { id, model, prompt, marks } : undefined;
	};

	const introduce = (model: Model): void => {
		const npc = find(model);
		if (npc !== undefined) showCard(npc.prompt, cast.cardOf(npc));
	};

	const settle = (model: Model, marked: Marked): void => {
		if (marked.prompt !== undefined) return introduce(model);
		const prompt = npcIdOf(model, marked.marks) === undefined ? undefined : promptFor(model, strings.talk);
		if (prompt === undefined) return;
		warnLongId(npcIdOf(model, marked.marks) ?? "", model);
		// Known before it is in the game: with immediate signals its arrival settles the model once more.
		marked.prompt = prompt.instance;
		// Until it is destroyed.
		prompt.instance.Triggered.Connect((player) => {
			const npc = find(model);
			if (npc !== undefined) onTriggered(player, npc);
		});
		tellEnabled(prompt.instance);
		prompt.instance.Parent = prompt.holder;
		introduce(model);
	};

	const settleAnew = (model: Model, marked: Marked, gone: Instance): void => {
		if (gone !== marked.prompt) return;
		// It is still there now, and in a moment a part may be there in place of the one that goes.
		task.delay(0, () => {
			if (known.get(model) !== marked || gone !== marked.prompt || gone.IsDescendantOf(model)) return;
			marked.prompt = undefined;
			gone.Destroy();
			settle(model, marked);
		});
	};

	const dismiss = (instance: Instance): void => {
		if (!instance.IsA("Model")) return;
		const marked = known.get(instance);
		known.delete(instance);
		for (const connection of marked?.connections ?? []) connection.Disconnect();
		marked?.prompt?.Destroy();
	};

	const welcome = (instance: Instance, marks: Marks): void => {
		if (!instance.IsA("Model") || known.has(instance)) return;
		const marked: Marked = { marks, connections: [] };
		known.set(instance, marked);
		const settleAgain = () => settle(instance, marked);
		const onAttribute = (name: string) => {
			if (isMark(marks, name)) settleAgain();
		};
		marked.connections.push(
			instance.AttributeChanged.Connect(onAttribute),
			instance.DescendantAdded.Connect(settleAgain),
			instance.DescendantRemoving.Connect((gone) => settleAnew(instance, marked, gone)),
		);
		settleAgain();
	};

	for (const marks of allMarks) {
		life.connect(CollectionService.GetInstanceAddedSignal(marks.tag), (added) => welcome(added, marks));
		life.connect(CollectionService.GetInstanceRemovedSignal(marks.tag), (removed) => {
			if (removed.IsA("Model") && known.get(removed)?.marks === marks) dismiss(removed);
		});
		for (const tagged of CollectionService.GetTagged(marks.tag)) welcome(tagged, marks);
	}
	life.onEnd(() => {
		for (const [model] of table.clone(known)) dismiss(model);
	});
	return {
		refresh: () => {
			for (const [model] of known) introduce(model);
		},
		find,
		isTalkable: (npc) => known.get(npc.model)?.prompt === npc.prompt,
	};
}

/** The relay takes none that is longer. */
const LONGEST_ID = 32;

function warnLongId(id: string, model: Model): void {
	if ((countCharacters(id) ?? id.size()) <= LONGEST_ID) return;
	warnOnce(
		`long id ${id}`,
		`${model.GetFullName()} has an id of over ${LONGEST_ID} characters, which no sheet can have.`,
	);
}

/** A host game may change other attributes of an NPC as often as it likes. */
function isMark(marks: Marks, attribute: string): boolean {
	for (const [, name] of pairs(marks)) if (name === attribute) return true;
	return false;
}
