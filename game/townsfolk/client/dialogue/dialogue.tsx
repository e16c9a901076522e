import React, { useRef } from "@rbxts/react";
import { leave } from "../talk/speak";
import type { TalkState } from "../talk/talk-state";
import { Button } from "./button";
import { layOut } from "./layout";
import { Line } from "./line";
import { useLook } from "./look";
import { NamePlate } from "./name-plate";
import { Notice } from "./notice";
import { Panel } from "./panel";
import { QuickReplies } from "./quick-replies";
import { ReplyBox } from "./reply-box";
import { Said } from "./said";
import { useInputKind, useKeyboardHeight, useScreenSize } from "./use-device";
import { useMayType } from "./use-talk";

/** The whole dialogue of one talk. */
export function Dialogue({ talk }: { talk: TalkState }) {
	const { strings } = useLook();
	const keyboardHeight = useKeyboardHeight();
	const mayType = useMayType();
	const inputKind = useInputKind();
	const finish = useRef(() => {});
	// A phone's keyboard leaves no room for replies that nobody can press while writing.
	const replies = keyboardHeight > 0 && !talk.isAnswering ? [] : talk.replies;
	const buttonCount = math.max(replies.size(), talk.isAnswering ? 1 : 0);
	const layout = layOut(useScreenSize(), talk.notice, buttonCount, mayType);
	const isEnabled = talk.number !== undefined && !talk.isAnswering;
	const isCovered = talk.care !== undefined;
	// Under a care card the keys are the card's.
	const leaveText = strings.leave[isCovered ? "touch" : inputKind];

	return (
		<Panel layout={layout} lift={keyboardHeight}>
			<NamePlate key="NamePlate" name={talk.name} />
			<Notice key="Notice" box={layout.notice} text={talk.notice} />
			<Button key="Leave" box={layout.leave} onPress={leave} style="quiet" text={leaveText} />
			<Said key="Said" box={layout.said} text={talk.said} />
			<Line
				key="Line"
				box={layout.line}
				finishRef={finish}
				isThinking={talk.isAnswering && talk.line === ""}
				text={talk.line}
			/>
			<QuickReplies
				key="Replies"
				isAnswering={talk.isAnswering}
				isCovered={isCovered}
				isEnabled={isEnabled}
				layout={layout}
				replies={replies}
			/>
			{layout.words && layout.send && (
				<ReplyBox
					key="ReplyBox"
					isEnabled={isEnabled}
					onNothing={() => finish.current()}
					send={layout.send}
					words={layout.words}
				/>
			)}
		</Panel>
	);
}
