import { useEffect, useState } from "@rbxts/react";
import { GuiService, TextService } from "@rbxts/services";
import { useLive } from "./use-live";

interface Reference<T> {
	current?: T;
}

/** Is told a height in pixels when it changes, and 0 when what was that high is gone. */
export type Report = (height: number) => void;

/** Pixels that Roblox has given it; zero until it is on the screen. */
export function useAbsoluteSize(object: Reference<GuiObject>): Vector2 {
	return useLive(
		() => object.current?.AbsoluteSize ?? Vector2.zero,
		(onChange) => listen(object.current?.GetPropertyChangedSignal("AbsoluteSize"), onChange),
	);
}

/** Pixels that the text takes, of all its lines. */
export function useTextBounds(label: Reference<TextLabel>): Vector2 {
	return useLive(
		() => label.current?.TextBounds ?? Vector2.zero,
		(onChange) => listen(label.current?.GetPropertyChangedSignal("TextBounds"), onChange),
	);
}

export function useReportedHeight(object: Reference<GuiObject>, report: Report): void {
	useReport(useAbsoluteSize(object).Y, report);
}

/** Of everything in the list. */
export function useReportedContent(list: Reference<UIListLayout>, report: Report): void {
	const height = useLive(
		() => list.current?.AbsoluteContentSize.Y ?? 0,
		(onChange) => listen(list.current?.GetPropertyChangedSignal("AbsoluteContentSize"), onChange),
	);
	useReport(height, report);
}

/**
 * Pixels that the player's setting adds to every text:
 * https://create.roblox.com/docs/reference/engine/classes/TextService#GetTextSizeOffsetAsync
 */
export function useTextGrowth(font: Enum.Font): number {
	const [growth, setGrowth] = useState(0);
	useEffect(() => {
		let isMounted = true;
		const ask = () => {
			const [isKnown, offset] = pcall(() => TextService.GetTextSizeOffsetAsync(16, Font.fromEnum(font)));
			if (isKnown && isMounted) setGrowth(offset);
		};
		const connection = GuiService.GetPropertyChangedSignal("PreferredTextSize").Connect(ask);
		task.spawn(ask);
		return () => {
			isMounted = false;
			connection.Disconnect();
		};
	}, []);
	return growth;
}

function useReport(height: number, report: Report): void {
	useEffect(() => report(height), [height]);
	useEffect(() => () => report(0), []);
}

function listen(signal: RBXScriptSignal | undefined, onChange: () => void): () => void {
	const connection = signal?.Connect(onChange);
	return () => connection?.Disconnect();
}
