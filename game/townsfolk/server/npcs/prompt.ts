import { ENABLED, PROMPT_NAME } from "../../shared/attributes";

/** Studs. */
const REACH = 10;

/** A prompt for the NPC, and the part that it is to hang on; undefined while the model has no part. */
export function promptFor(model: Model, text: string): { instance: ProximityPrompt; holder: BasePart } | undefined {
	const holder = promptHolder(model);
	return holder && { instance: inherited(holder) ?? createPrompt(text), holder };
}

/** Lets clients know whether the game has the prompt on, also while it is off on theirs for the sake of a talk. */
export function tellEnabled(prompt: ProximityPrompt): void {
	const tell = () => prompt.SetAttribute(ENABLED, prompt.Enabled);
	prompt.GetPropertyChangedSignal("Enabled").Connect(tell);
	tell();
}

/** A clone of an NPC brings the prompt of its original along. */
function inherited(holder: BasePart): ProximityPrompt | undefined {
	const found = holder.FindFirstChild(PROMPT_NAME);
	return found?.IsA("ProximityPrompt") === true ? found : undefined;
}

function createPrompt(text: string): ProximityPrompt {
	const prompt = new Instance("ProximityPrompt");
	prompt.Name = PROMPT_NAME;
	prompt.ActionText = text;
	prompt.MaxActivationDistance = REACH;
	prompt.RequiresLineOfSight = false;
	return prompt;
}

function promptHolder(model: Model): BasePart | undefined {
	const primary = model.PrimaryPart;
	// One that was destroyed, or taken out of the model, is no place for it.
	if (primary?.IsDescendantOf(model) === true) return primary;
	const root = model.FindFirstChild("HumanoidRootPart");
	return root?.IsA("BasePart") === true ? root : model.FindFirstChildWhichIsA("BasePart", true);
}
