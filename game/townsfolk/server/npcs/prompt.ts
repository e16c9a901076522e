import { PROMPT_NAME } from "../../shared/attributes";

/** Studs. */
const REACH = 10;

/** A prompt for the NPC, and the part that it is to hang on; undefined while the model has no part. */
export function promptFor(model: Model, text: string): { instance: ProximityPrompt; holder: BasePart } | undefined {
	const holder = promptHolder(model);
	return holder && { instance: inherited(holder) ?? createPrompt(text), holder };
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
	const root = model.PrimaryPart ?? model.FindFirstChild("HumanoidRootPart");
	return root?.IsA("BasePart") === true ? root : model.FindFirstChildWhichIsA("BasePart", true);
}
