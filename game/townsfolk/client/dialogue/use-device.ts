import { useLayoutEffect } from "@rbxts/react";
import { GuiService, UserInputService, Workspace } from "@rbxts/services";
import { useSignal } from "./use-live";

export type InputKind = "keyboard" | "gamepad" | "touch";

/** Pixels. */
export function useScreenSize(): Vector2 {
	return useSignal(screenSize, Workspace.CurrentCamera?.GetPropertyChangedSignal("ViewportSize"));
}

/** Pixels that a phone's keyboard hides at the bottom; 0 while there is none. */
export function useKeyboardHeight(): number {
	return useSignal(keyboardHeight, UserInputService.GetPropertyChangedSignal("OnScreenKeyboardVisible"));
}

export function useInputKind(): InputKind {
	return useSignal(inputKind, UserInputService.LastInputTypeChanged);
}

/** A gamepad has no pointer: it begins on this button, and again whenever `occasion` changes. */
export function useGamepadStart(button: { current?: TextButton }, isWanted: boolean, occasion: unknown): void {
	const isGamepad = useInputKind() === "gamepad";
	useLayoutEffect(() => {
		if (!isGamepad || !isWanted || button.current === undefined) return;
		const selected = button.current;
		GuiService.SelectedObject = selected;
		return () => {
			if (GuiService.SelectedObject === selected) GuiService.SelectedObject = undefined;
		};
	}, [isGamepad, isWanted, occasion]);
}

function screenSize(): Vector2 {
	return Workspace.CurrentCamera?.ViewportSize ?? new Vector2(1280, 720);
}

function keyboardHeight(): number {
	return UserInputService.OnScreenKeyboardVisible ? UserInputService.OnScreenKeyboardSize.Y : 0;
}

function inputKind(): InputKind {
	const last = UserInputService.GetLastInputType();
	if (last === Enum.UserInputType.Touch) return "touch";
	return last.Name.sub(1, 7) === "Gamepad" ? "gamepad" : "keyboard";
}
