import type { RefObject } from "@rbxts/react";
import React, { useRef } from "@rbxts/react";
import { hush, speak } from "../talk/speak";
import { Button } from "./button";
import { useLook } from "./look";
import { Padding } from "./padding";
import { Scroll } from "./scroll";
import type { Report } from "./use-measure";
import { useReportedContent } from "./use-measure";
import { useMetrics } from "./use-metrics";

interface QuickRepliesProps {
	replies: string[];
	columns: number;
	/** Pixels that there are for them; they scroll where it is too little. */
	height: number;
	isAnswering: boolean;
	isEnabled: boolean;
	/** The first of them, or the button in their place. */
	firstRef: RefObject<TextButton>;
	onHeight: Report;
}

/** Room for the buttons' edges. */
const EDGE = 1;

/** What the player might say, at a press. While the NPC answers there is a way to interrupt it instead. */
export function QuickReplies(props: QuickRepliesProps) {
	const { replies, columns, height, isAnswering, isEnabled, firstRef, onHeight } = props;
	const { strings, colors } = useLook();
	const { repliesWidth, gap } = useMetrics();
	const list = useRef<UIListLayout>();
	useReportedContent(list, onHeight);
	const width = math.floor((repliesWidth - 2 * EDGE - (columns - 1) * gap) / columns);

	return (
		<Scroll barColor={colors.accent} height={height} order={3} width={repliesWidth}>
			<uilistlayout
				key="List"
				ref={list}
				FillDirection={Enum.FillDirection.Horizontal}
				Padding={new UDim(0, gap)}
				SortOrder={Enum.SortOrder.LayoutOrder}
				Wraps={true}
			/>
			<Padding key="Padding" all={EDGE} />
			{isAnswering ? (
				<Button key="Stop" buttonRef={firstRef} onPress={hush} rank={1} style="stop" text={strings.stop} />
			) : (
				replies.map((reply, index) => (
					<Button
						key={`Reply${index + 1}`}
						buttonRef={index === 0 ? firstRef : undefined}
						isEnabled={isEnabled}
						isSpeech={true}
						onPress={() => speak(reply)}
						order={index}
						rank={index + 1}
						style="quiet"
						text={reply}
						width={width}
					/>
				))
			)}
		</Scroll>
	);
}
