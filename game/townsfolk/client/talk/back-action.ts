import { ReplicatedStorage } from "@rbxts/services";
import type { Lifetime } from "../../shared/lifetime";

/** What closes the care card, or else leaves the talk. */
export const BACK_KEYS = { keyboard: Enum.KeyCode.Q, gamepad: Enum.KeyCode.ButtonB };

/** Above Roblox's own contexts: 2000 is https://create.roblox.com/docs/input/input-action-system's example of that. */
const PRIORITY = 3000;

let current: InputAction | undefined;

/** For labels that show its key; undefined where Roblox has no Input Action System. */
export function backAction(): InputAction | undefined {
	return current;
}

/** Makes the action, in a context that is off; it calls `onPressed` for as long as that is on. Undefined as above. */
export function createBackAction(life: Lifetime, onPressed: () => void): InputContext | undefined {
	const [isThere, context] = pcall(() => new Instance("InputContext"));
	if (!isThere) return undefined;
	context.Name = "TownsfolkInput";
	context.Enabled = false;
	context.Priority = PRIORITY;
	context.Sink = true;
	const action = new Instance("InputAction");
	action.Name = "Back";
	for (const [device, key] of pairs(BACK_KEYS)) {
		const binding = new Instance("InputBinding");
		binding.Name = device;
		binding.KeyCode = key;
		binding.Parent = action;
	}
	action.Parent = context;
	life.connect(action.Pressed, onPressed);
	context.Parent = ReplicatedStorage;
	current = action;
	life.onEnd(() => {
		current = undefined;
		context.Destroy();
	});
	return context;
}
