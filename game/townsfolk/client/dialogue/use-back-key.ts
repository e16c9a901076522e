import { UserInputService } from "@rbxts/services";
import { BACK_KEYS, backAction } from "../talk/back-action";
import { useInputKind } from "./use-device";

/** How a button tells the key that does the same: by an action whose label shows it, or by a word. */
export interface BackKey {
	action?: InputAction;
	word?: string;
}

/** Of the device that the player uses; neither on a touch screen. */
export function useBackKey(): BackKey {
	const device = useInputKind();
	if (device === "touch") return {};
	const action = hasLabels() ? backAction() : undefined;
	return action === undefined ? { word: nameOf(BACK_KEYS[device]) } : { action };
}

/**
 * As it is on the player's own keyboard, whatever letters that has, or gamepad:
 * https://create.roblox.com/docs/reference/engine/classes/UserInputService#GetStringForKeyCode
 */
function nameOf(key: Enum.KeyCode): string {
	const name = UserInputService.GetStringForKeyCode(key);
	const [short] = (name === "" ? key.Name : name).gsub("^Button", "");
	return short;
}

let areThere: boolean | undefined;

/** In beta: https://create.roblox.com/docs/input/input-action-system#displaying-bindings */
function hasLabels(): boolean {
	areThere ??= pcall(() => new Instance("InputActionLabel"))[0];
	return areThere;
}
