import React, { useEffect, useRef } from "@rbxts/react";
import { Dots } from "./dots";
import { useLook } from "./look";
import type { Report } from "./use-measure";
import { useReportedContent } from "./use-measure";
import { useMetrics } from "./use-metrics";
import { useTypewriter } from "./use-typewriter";
import { Words } from "./words";

interface LineProps {
	text: string;
	/** What the player said last. */
	said: string | undefined;
	/** Pixels. */
	height: number;
	isThinking: boolean;
	onHeight: Report;
	/** Is given the way to show the whole text at once. */
	finishRef: { current: () => void };
}

export const LINE_HEIGHT = 1.15;
/** So that no letter is under the scroll bar. */
const BAR = 8;

/** What the NPC says, typed out. Long answers scroll along with the typing; a press shows the rest. */
export function Line({ text, said, height, isThinking, onHeight, finishRef }: LineProps) {
	const { colors, strings } = useLook();
	const { wordsWidth } = useMetrics();
	const scroll = useRef<ScrollingFrame>();
	const list = useRef<UIListLayout>();
	useReportedContent(list, onHeight);
	const { label, finish } = useTypewriter(text, (typed, share) => {
		if (scroll.current === undefined || list.current === undefined) return;
		const above = list.current.AbsoluteContentSize.Y - typed.AbsoluteSize.Y;
		const hidden = above + typed.AbsoluteSize.Y * share - scroll.current.AbsoluteSize.Y;
		scroll.current.CanvasPosition = new Vector2(0, math.max(0, math.ceil(hidden)));
	});
	useEffect(() => {
		finishRef.current = finish;
	}, [finish]);

	return (
		<scrollingframe
			ref={scroll}
			Active={true}
			AutomaticCanvasSize={Enum.AutomaticSize.Y}
			BackgroundTransparency={1}
			BorderSizePixel={0}
			CanvasSize={new UDim2()}
			LayoutOrder={2}
			ScrollBarImageColor3={colors.accent}
			ScrollBarThickness={4}
			ScrollingDirection={Enum.ScrollingDirection.Y}
			Selectable={false}
			Size={UDim2.fromOffset(wordsWidth, height)}
			Event={{
				InputBegan: (_, input) => {
					if (isPress(input.UserInputType)) finish();
				},
			}}
		>
			<uilistlayout key="List" ref={list} SortOrder={Enum.SortOrder.LayoutOrder} />
			{said !== undefined && (
				<Words
					key="Said"
					color={colors.muted}
					kind="small"
					order={1}
					text={`${strings.you}: ${said}`}
					width={wordsWidth - BAR}
				/>
			)}
			<Words
				key="Text"
				color={colors.text}
				kind="line"
				labelRef={label}
				lineHeight={LINE_HEIGHT}
				order={2}
				text={text}
				width={wordsWidth - BAR}
			/>
			{isThinking && <Dots key="Dots" />}
		</scrollingframe>
	);
}

function isPress(inputType: Enum.UserInputType): boolean {
	return inputType === Enum.UserInputType.MouseButton1 || inputType === Enum.UserInputType.Touch;
}
