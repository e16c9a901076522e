import { ContextActionService, UserInputService } from "@rbxts/services";
import type { Lifetime } from "../../shared/lifetime";
import { BACK_KEYS, createBackAction } from "./back-action";
import { leave } from "./speak";
import { currentTalk, dispatch, onTalkChanged } from "./talk-store";

const ACTION = "TownsfolkLeave";

/**
 * Q and the gamepad's B close the care card, or else leave the talk. Nothing is documented of whether an InputContext keeps a
 * key from the actions of ContextActionService, or those from it: bound as both, it does nothing else in the game meanwhile.
 */
export function bindLeaveKeys(life: Lifetime): void {
	const press = createPress();
	const context = createBackAction(life, () => press("context"));
	const onKey = (_: string, state: Enum.UserInputState): Enum.ContextActionResult => {
		if (state === Enum.UserInputState.Begin) press("action");
		return Enum.ContextActionResult.Sink;
	};
	const bind = () => {
		const { keyboard, gamepad } = BACK_KEYS;
		const priority = Enum.ContextActionPriority.High.Value;
		if (context !== undefined) context.Enabled = true;
		ContextActionService.BindActionAtPriority(ACTION, onKey, false, priority, keyboard, gamepad);
	};
	const unbind = () => {
		if (context !== undefined) context.Enabled = false;
		ContextActionService.UnbindAction(ACTION);
	};
	const unbindWithoutTalk = () => {
		if (currentTalk() === undefined) unbind();
	};
	const stopListening = onTalkChanged((talk, before) => {
		if (talk !== undefined && before === undefined) bind();
		// Not yet: the key that has ended the talk is still on its way to others.
		if (talk === undefined) task.delay(SAME_PRESS, unbindWithoutTalk);
	});
	life.onEnd(stopListening);
	life.onEnd(unbind);
}

/** Seconds. */
const SAME_PRESS = 0.1;

type Teller = "context" | "action";

/** Goes back, once for each press: each of the two may tell of it, the other a moment later or not at all. */
function createPress(): (teller: Teller) => void {
	let ahead: Teller | undefined;
	return (teller) => {
		// A focused text box keeps its keys to itself.
		if (UserInputService.GetFocusedTextBox() !== undefined) return;
		if (ahead !== undefined && ahead !== teller) {
			ahead = undefined;
			return;
		}
		ahead = teller;
		if (currentTalk()?.care === undefined) leave();
		else dispatch({ kind: "read" });
	};
}
