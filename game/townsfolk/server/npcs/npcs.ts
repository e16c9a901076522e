import { CollectionService } from "@rbxts/services";
import { NPC_ATTRIBUTES, NPC_TAG } from "../../shared/attributes";
import { npcIdOf, writeCard } from "../../shared/npc";
import { STRINGS } from "../../shared/strings";
import { cardOf } from "./cast";

/** An NPC that is ready to be talked to. */
export interface Npc {
	id: string;
	model: Model;
	prompt: ProximityPrompt;
}

type OnTriggered = (player: Player, npc: Npc) => void;

const PROMPT_NAME = "TalkPrompt";
/** Studs. */
const REACH = 10;

const prompts = new Map<Model, ProximityPrompt>();
const connections = new Map<Instance, RBXScriptConnection[]>();

/** Makes every tagged model talkable, now and later: also clones, and models whose parts or id come after the tag. */
export function watchNpcs(onTriggered: OnTriggered): void {
	CollectionService.GetInstanceAddedSignal(NPC_TAG).Connect((added) => welcome(added, onTriggered));
	CollectionService.GetInstanceRemovedSignal(NPC_TAG).Connect(dismiss);
	for (const tagged of CollectionService.GetTagged(NPC_TAG)) welcome(tagged, onTriggered);
}

/** Shows what the relay has told of the cast meanwhile. */
export function refreshCards(): void {
	for (const [model, prompt] of prompts) introduce(model, prompt);
}

/** Whether this very prompt still is an NPC's. */
export function isTalkable(npc: Npc): boolean {
	return prompts.get(npc.model) === npc.prompt;
}

function welcome(instance: Instance, onTriggered: OnTriggered): void {
	if (!instance.IsA("Model") || connections.has(instance)) return;
	const settle = () => givePrompt(instance, onTriggered);
	connections.set(instance, [
		instance.GetAttributeChangedSignal(NPC_ATTRIBUTES.id).Connect(settle),
		instance.DescendantAdded.Connect(settle),
	]);
	settle();
}

function givePrompt(model: Model, onTriggered: OnTriggered): void {
	const known = prompts.get(model);
	if (known !== undefined) return introduce(model, known);
	const holder = promptHolder(model);
	if (holder === undefined || npcIdOf(model) === undefined) return;
	const prompt = promptIn(holder);
	prompts.set(model, prompt);
	introduce(model, prompt);
	const triggered = prompt.Triggered.Connect((player) => {
		const id = npcIdOf(model);
		if (id !== undefined) onTriggered(player, { id, model, prompt });
	});
	connections.get(model)?.push(triggered);
}

/** A clone of an NPC brings the prompt of its original along. */
function promptIn(holder: BasePart): ProximityPrompt {
	const inherited = holder.FindFirstChild(PROMPT_NAME);
	if (inherited?.IsA("ProximityPrompt") === true) return inherited;
	const prompt = new Instance("ProximityPrompt");
	prompt.Name = PROMPT_NAME;
	prompt.ActionText = STRINGS.talk;
	prompt.MaxActivationDistance = REACH;
	prompt.RequiresLineOfSight = false;
	prompt.Parent = holder;
	return prompt;
}

function promptHolder(model: Model): BasePart | undefined {
	const root = model.PrimaryPart ?? model.FindFirstChild("HumanoidRootPart");
	return root?.IsA("BasePart") === true ? root : model.FindFirstChildWhichIsA("BasePart", true);
}

function introduce(model: Model, prompt: ProximityPrompt): void {
	const card = cardOf(npcIdOf(model) ?? "");
	writeCard(model, card);
	prompt.ObjectText = card.name;
}

function dismiss(instance: Instance): void {
	for (const connection of connections.get(instance) ?? []) connection.Disconnect();
	connections.delete(instance);
	if (!instance.IsA("Model")) return;
	prompts.get(instance)?.Destroy();
	prompts.delete(instance);
}
