import React, { useEffect, useLayoutEffect, useRef } from "@rbxts/react";
import { Dots } from "./dots";
import { useLook } from "./look";
import { Scroll } from "./scroll";
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
	/** About as high as a line is. */
	oneLine: number;
	/** Whether there is more of it than can be seen at once, so that a gamepad has to reach it. */
	isCut: boolean;
	isThinking: boolean;
	onHeight: Report;
	/** Is given the way to show the whole text at once. */
	finishRef: { current: () => void };
}

export const LINE_HEIGHT = 1.15;
/** So that no letter is under the scroll bar. */
const BAR = 8;

/** What the NPC says, typed out. Long answers scroll along with the typing; a press shows the rest. */
export function Line({ text, said, height, oneLine, isCut, isThinking, onHeight, finishRef }: LineProps) {
	const { colors, strings } = useLook();
	const { wordsWidth } = useMetrics();
	const scroll = useRef<ScrollingFrame>();
	const list = useRef<UIListLayout>();
	useReportedContent(list, onHeight);
	const typedShare = useRef(0);
	const follow = (typed: TextLabel, share: number) => {
		typedShare.current = share;
		if (scroll.current === undefined || list.current === undefined) return;
		const all = list.current.AbsoluteContentSize.Y;
		const place = placeOf(typed, all - typed.AbsoluteSize.Y, share, scroll.current.AbsoluteSize.Y, oneLine);
		scroll.current.CanvasPosition = new Vector2(0, place);
	};
	const { label, finish } = useTypewriter(text, follow);
	useLayoutEffect(() => {
		if (label.current !== undefined) follow(label.current, typedShare.current);
	}, [height, oneLine]);
	useEffect(() => {
		finishRef.current = finish;
	}, [finish]);

	return (
		<Scroll
			barColor={colors.accent}
			frameRef={scroll}
			height={height}
			isSelectable={isCut}
			onInput={({ UserInputType }) => isPress(UserInputType) && finish()}
			order={2}
			width={wordsWidth}
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
		</Scroll>
	);
}

/** Where the window begins, so that the last line that is typed is its last, and no line is cut through. Pixels. */
function placeOf(typed: TextLabel, above: number, share: number, window: number, oneLine: number): number {
	const high = typed.AbsoluteSize.Y;
	const lines = math.max(1, math.round(high / oneLine));
	const hidden = above + math.ceil(share * lines - 0.01) * (high / lines) - window;
	if (hidden <= 0) return 0;
	// Heights are whole pixels and lines are not: so much of one is no line that has to be hidden.
	return above + math.max(0, math.ceil((hidden - above) / (high / lines) - 0.1)) * (high / lines);
}

function isPress(inputType: Enum.UserInputType): boolean {
	return inputType === Enum.UserInputType.MouseButton1 || inputType === Enum.UserInputType.Touch;
}
