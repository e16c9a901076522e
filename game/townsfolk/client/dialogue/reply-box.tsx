import type { RefObject } from "@rbxts/react";
import React, { useEffect, useLayoutEffect, useRef, useState } from "@rbxts/react";
import { UserInputService } from "@rbxts/services";
import { countCharacters, cutToLimit, tidy } from "../../shared/text";
import { LIMITS } from "../../wire/contract";
import { speak } from "../talk/speak";
import { Button } from "./button";
import { useLook } from "./look";
import { Padding } from "./padding";
import { useTransparency } from "./use-device";
import type { Report } from "./use-measure";
import { useAbsoluteSize, useReportedHeight } from "./use-measure";
import { useMetrics } from "./use-metrics";

/** From here on the player is told how much is left. */
const NEAR_LIMIT = 60;
const COUNT_WIDTH = 40;

interface ReplyBoxProps {
	boxRef: RefObject<TextBox>;
	isEnabled: boolean;
	onHeight: Report;
	/** Enter without words. */
	onNothing: () => void;
}

/** Where the player writes words of their own. It stays writable while the NPC answers; only sending waits. */
export function ReplyBox({ boxRef, isEnabled, onHeight, onNothing }: ReplyBoxProps) {
	const { strings } = useLook();
	const { wordsWidth, gap, touch } = useMetrics();
	const frame = useRef<Frame>();
	const send = useRef<TextButton>();
	const sendWidth = math.max(useAbsoluteSize(send).X, touch);
	useReportedHeight(frame, onHeight);
	useReturnKey(boxRef);
	useNeighbours(boxRef, send);

	const submit = () => {
		const box = boxRef.current;
		if (box === undefined) return;
		if (tidy(box.Text) === "") onNothing();
		else if (speak(box.Text)) box.Text = "";
	};

	return (
		<frame
			ref={frame}
			AutomaticSize={Enum.AutomaticSize.Y}
			BackgroundTransparency={1}
			LayoutOrder={4}
			Size={UDim2.fromOffset(wordsWidth, 0)}
		>
			<uilistlayout
				key="List"
				FillDirection={Enum.FillDirection.Horizontal}
				Padding={new UDim(0, gap)}
				SortOrder={Enum.SortOrder.LayoutOrder}
				VerticalAlignment={Enum.VerticalAlignment.Bottom}
			/>
			<Field boxRef={boxRef} onEnter={submit} width={wordsWidth - sendWidth - gap} />
			<Button
				key="Send"
				buttonRef={send}
				isEnabled={isEnabled}
				onPress={submit}
				order={2}
				rank={8}
				style="accent"
				text={strings.send}
			/>
		</frame>
	);
}

interface FieldProps {
	boxRef: RefObject<TextBox>;
	width: number;
	onEnter: () => void;
}

function Field({ boxRef, width, onEnter }: FieldProps) {
	const { colors, fonts, strings } = useLook();
	const { text, touch, corner } = useMetrics();
	const [count, setCount] = useState(0);
	const left = LIMITS.textCharacters - count;
	return (
		<textbox
			key="Words"
			ref={boxRef}
			AutoLocalize={false}
			AutomaticSize={Enum.AutomaticSize.Y}
			BackgroundColor3={colors.field}
			BackgroundTransparency={useTransparency(0.2)}
			ClearTextOnFocus={false}
			ClipsDescendants={true}
			Font={fonts.text}
			LayoutOrder={1}
			PlaceholderColor3={colors.muted}
			PlaceholderText={strings.placeholder}
			Selectable={true}
			SelectionOrder={7}
			Size={UDim2.fromOffset(width, touch)}
			Text=""
			TextColor3={colors.text}
			TextSize={text.button.size}
			// What is being written stays in one line, and Roblox keeps its end in sight.
			TextWrapped={count === 0}
			TextXAlignment={Enum.TextXAlignment.Left}
			Change={{ Text: (changed) => setCount(keepToLimit(changed)) }}
			Event={{
				FocusLost: (_, enterPressed) => {
					if (enterPressed) onEnter();
				},
			}}
		>
			<uicorner key="Corner" CornerRadius={new UDim(0, corner)} />
			<uistroke
				key="Stroke"
				ApplyStrokeMode={Enum.ApplyStrokeMode.Border}
				Color={colors.accent}
				Transparency={0.7}
			/>
			<uitextsizeconstraint key="Most" MaxTextSize={text.button.most} />
			<Padding key="Padding" left={12} right={left <= NEAR_LIMIT ? COUNT_WIDTH : 8} />
			{left <= NEAR_LIMIT && (
				<textlabel
					key="Left"
					AnchorPoint={new Vector2(0, 0.5)}
					BackgroundTransparency={1}
					Font={fonts.text}
					Position={UDim2.fromScale(1, 0.5)}
					Size={UDim2.fromOffset(COUNT_WIDTH, touch / 2)}
					Text={tostring(left)}
					TextColor3={colors.accent}
					TextSize={text.small.size}
				>
					<uitextsizeconstraint key="Most" MaxTextSize={text.small.size + 4} />
				</textlabel>
			)}
		</textbox>
	);
}

/** How many characters are in the box after what is too much was cut off. */
function keepToLimit(box: TextBox): number {
	const kept = cutToLimit(box.Text);
	if (kept !== box.Text) box.Text = kept;
	return countCharacters(kept) ?? 0;
}

/** Return goes to the box, as it does in Roblox's own chat. */
function useReturnKey(box: { current?: TextBox }): void {
	useEffect(() => {
		const connection = UserInputService.InputBegan.Connect((input, isTaken) => {
			// Deferred: the box must not take this very key press for its own.
			if (!isTaken && input.KeyCode === Enum.KeyCode.Return) task.defer(() => box.current?.CaptureFocus());
		});
		return () => connection.Disconnect();
	}, []);
}

/** So that a gamepad comes from one to the other whatever Roblox finds nearer. */
function useNeighbours(left: { current?: GuiObject }, right: { current?: GuiObject }): void {
	useLayoutEffect(() => {
		if (left.current === undefined || right.current === undefined) return;
		left.current.NextSelectionRight = right.current;
		right.current.NextSelectionLeft = left.current;
	}, []);
}
