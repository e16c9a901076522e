import React, { useRef } from "@rbxts/react";
import type { TalkState } from "../talk/talk-state";
import { Header } from "./header";
import { Line } from "./line";
import { Notice } from "./notice";
import { Column, Panel } from "./panel";
import { Place } from "./place";
import { QuickReplies } from "./quick-replies";
import { ReplyBox } from "./reply-box";
import { useBackKey } from "./use-back-key";
import { useGamepadStart, useKeyboardHeight } from "./use-device";
import { useHeights } from "./use-heights";
import { useMetrics } from "./use-metrics";
import { useMayType } from "./use-talk";

/** The whole dialogue of one talk. */
export function Dialogue({ talk }: { talk: TalkState }) {
	const { gap, isSideBySide, wordsWidth } = useMetrics();
	const keyboardHeight = useKeyboardHeight();
	const mayType = useMayType();
	const backKey = useBackKey();
	const finish = useRef(() => {});
	const firstReply = useRef<TextButton>();
	const box = useRef<TextBox>();
	const leave = useRef<TextButton>();
	// A phone's keyboard leaves no room for replies that nobody can press while writing.
	const replies = keyboardHeight > 0 && !talk.isAnswering ? [] : talk.replies;
	const { heights, isLineCut, oneLine, columns, report } = useHeights(replies.size());
	const isEnabled = talk.number !== undefined && !talk.isAnswering;
	// By a card that a gamepad has to read first.
	const isCovered = talk.care !== undefined;
	useGamepadStart(
		() => firstReply.current ?? box.current ?? leave.current,
		!isCovered && (isEnabled || talk.isAnswering),
		`${talk.isAnswering} ${replies.isEmpty() && mayType}`,
	);
	const quickReplies = (
		<QuickReplies
			key="Replies"
			columns={columns}
			height={heights.replies}
			isAnswering={talk.isAnswering}
			firstRef={firstReply}
			isEnabled={isEnabled}
			onHeight={report.replies}
			replies={replies}
		/>
	);

	return (
		<Place>
			{/* Under a care card the keys are the card's. */}
			<Header
				key="Header"
				backKey={isCovered ? {} : backKey}
				leaveRef={leave}
				name={talk.name}
				onHeight={report.header}
			/>
			<Panel key="Panel" isRow={isSideBySide}>
				<Column key="Column" gap={gap} order={1}>
					<Notice key="Notice" onHeight={report.notice} order={1} text={talk.notice} width={wordsWidth} />
					<Line
						key="Line"
						finishRef={finish}
						height={heights.line}
						oneLine={oneLine}
						isCut={isLineCut}
						isThinking={talk.isAnswering && talk.line === ""}
						onHeight={report.line}
						said={talk.said}
						text={talk.line}
					/>
					{!isSideBySide && quickReplies}
					{mayType && (
						<ReplyBox
							key="ReplyBox"
							boxRef={box}
							isEnabled={isEnabled}
							onHeight={report.box}
							onNothing={() => finish.current()}
						/>
					)}
				</Column>
				{isSideBySide && quickReplies}
			</Panel>
		</Place>
	);
}
