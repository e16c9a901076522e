import { ContextActionService } from "@rbxts/services";
import type { Lifetime } from "../../shared/lifetime";
import { leave } from "./speak";
import { currentTalk, dispatch, onTalkChanged } from "./talk-store";

const ACTION = "TownsfolkLeave";

/** Q and the gamepad's B close the care card, or else leave the talk. A focused text box keeps its keys to itself. */
export function bindLeaveKeys(life: Lifetime): void {
	const stopListening = onTalkChanged((talk, before) => {
		if (talk !== undefined && before === undefined) bind();
		if (talk === undefined) unbind();
	});
	life.onEnd(stopListening);
	life.onEnd(unbind);
}

function bind(): void {
	const onKey = (_: string, state: Enum.UserInputState): Enum.ContextActionResult => {
		if (state === Enum.UserInputState.Begin) goBack();
		return Enum.ContextActionResult.Sink;
	};
	const priority = Enum.ContextActionPriority.High.Value;
	ContextActionService.BindActionAtPriority(ACTION, onKey, false, priority, Enum.KeyCode.Q, Enum.KeyCode.ButtonB);
}

function unbind(): void {
	ContextActionService.UnbindAction(ACTION);
}

function goBack(): void {
	if (currentTalk()?.care === undefined) leave();
	else dispatch({ kind: "read" });
}
