import { useLayoutEffect } from "@rbxts/react";
import { GuiService, UserInputService, Workspace } from "@rbxts/services";
import { useLive, useSignal } from "./use-live";

export type InputKind = "keyboard" | "gamepad" | "touch";

/** What Roblox's own bar and the device leave of the screen, in pixels from the screen's top left corner. */
export interface SafeArea {
	top: number;
	/** All of the screen. */
	screen: Vector2;
	size: Vector2;
}

/** https://create.roblox.com/docs/reference/engine/classes/GuiService#GetGuiInset */
export function useSafeArea(): SafeArea {
	return useLive(safeArea, (onChange) => {
		const turned = Workspace.CurrentCamera?.GetPropertyChangedSignal("ViewportSize").Connect(onChange);
		const inset = GuiService.GetPropertyChangedSignal("TopbarInset").Connect(onChange);
		return () => {
			turned?.Disconnect();
			inset.Disconnect();
		};
	});
}

/** Pixels that a phone's keyboard hides at the bottom of the safe area; 0 while there is none. */
export function useKeyboardHeight(): number {
	return useLive(keyboardHeight, (onChange) => {
		const connections = (["Visible", "Size", "Position"] as const).map((what) =>
			UserInputService.GetPropertyChangedSignal(`OnScreenKeyboard${what}`).Connect(onChange),
		);
		return () => connections.forEach((connection) => connection.Disconnect());
	});
}

/** https://create.roblox.com/docs/reference/engine/classes/UserInputService#PreferredInput */
export function useInputKind(): InputKind {
	return useSignal(inputKind, UserInputService.GetPropertyChangedSignal("PreferredInput"));
}

/** A background's transparency as the player prefers it: https://create.roblox.com/docs/production/publishing/accessibility */
export function useTransparency(usual: number): number {
	return usual * useSignal(transparency, GuiService.GetPropertyChangedSignal("PreferredTransparency"));
}

/** Whether things should rather not move: https://create.roblox.com/docs/production/publishing/accessibility */
export function useReducedMotion(): boolean {
	return useSignal(reducesMotion, GuiService.GetPropertyChangedSignal("ReducedMotionEnabled"));
}

/** A gamepad has no pointer: it begins here, and again whenever `occasion` changes, unless the player is writing. */
export function useGamepadStart(start: () => GuiObject | undefined, isWanted: boolean, occasion: unknown): void {
	const isGamepad = useInputKind() === "gamepad";
	useLayoutEffect(() => {
		const selected = start();
		if (!isGamepad || !isWanted || selected === undefined) return;
		if (UserInputService.GetFocusedTextBox() !== undefined) return;
		GuiService.SelectedObject = selected;
		return () => {
			if (GuiService.SelectedObject === selected) GuiService.SelectedObject = undefined;
		};
	}, [isGamepad, isWanted, occasion]);
}

function safeArea(): SafeArea {
	const [from, to] = GuiService.GetGuiInset();
	const screen = Workspace.CurrentCamera?.ViewportSize ?? new Vector2(1280, 720);
	return { screen, top: from.Y, size: screen.sub(from).sub(to) };
}

function keyboardHeight(): number {
	if (!UserInputService.OnScreenKeyboardVisible) return 0;
	const { top, size } = safeArea();
	return math.max(0, top + size.Y - UserInputService.OnScreenKeyboardPosition.Y);
}

function transparency(): number {
	return GuiService.PreferredTransparency;
}

function reducesMotion(): boolean {
	return GuiService.ReducedMotionEnabled;
}

function inputKind(): InputKind {
	const preferred = UserInputService.PreferredInput;
	if (preferred === Enum.PreferredInput.Touch) return "touch";
	// A television's remote is a gamepad with fewer buttons.
	return preferred === Enum.PreferredInput.KeyboardAndMouse ? "keyboard" : "gamepad";
}
