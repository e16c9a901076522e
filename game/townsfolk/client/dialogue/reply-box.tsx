import React, { useBinding, useEffect, useRef } from "@rbxts/react";
import { UserInputService } from "@rbxts/services";
import { countCharacters, cutToLimit, tidy } from "../../shared/text";
import { LIMITS } from "../../wire/contract";
import { speak } from "../talk/speak";
import { Button } from "./button";
import type { Box } from "./layout";
import { placed } from "./layout";
import { useLook } from "./look";
import { SIZES } from "./theme";

/** From here on the player is told how much is left. */
const NEAR_LIMIT = 60;

interface ReplyBoxProps {
	words: Box;
	send: Box;
	isEnabled: boolean;
	/** Enter without words. */
	onNothing: () => void;
}

/** Where the player writes words of their own. It stays writable while the NPC answers; only sending waits. */
export function ReplyBox({ words, send, isEnabled, onNothing }: ReplyBoxProps) {
	const { colors, fonts, strings } = useLook();
	const box = useRef<TextBox>();
	const [left, setLeft] = useBinding<number>(LIMITS.textCharacters);
	useReturnKey(box);

	const submit = () => {
		if (box.current === undefined) return;
		if (tidy(box.current.Text) === "") onNothing();
		else if (speak(box.current.Text)) box.current.Text = "";
	};

	return (
		<>
			<textbox
				key="Words"
				ref={box}
				{...placed(words)}
				BackgroundColor3={colors.field}
				BackgroundTransparency={0.2}
				ClearTextOnFocus={false}
				ClipsDescendants={true}
				Font={fonts.text}
				PlaceholderColor3={colors.muted}
				PlaceholderText={strings.placeholder}
				Text=""
				TextColor3={colors.text}
				TextSize={SIZES.button}
				TextXAlignment={Enum.TextXAlignment.Left}
				Change={{ Text: (changed) => setLeft(LIMITS.textCharacters - keepToLimit(changed)) }}
				Event={{
					FocusLost: (_, enterPressed) => {
						if (enterPressed) submit();
					},
				}}
			>
				<uicorner key="Corner" CornerRadius={new UDim(0, SIZES.smallCorner)} />
				<uistroke
					key="Stroke"
					ApplyStrokeMode={Enum.ApplyStrokeMode.Border}
					Color={colors.accent}
					Transparency={0.7}
				/>
				<uipadding key="Padding" PaddingLeft={new UDim(0, 14)} PaddingRight={new UDim(0, 44)} />
			</textbox>
			<textlabel
				key="Left"
				BackgroundTransparency={1}
				Font={fonts.text}
				Position={UDim2.fromOffset(words.x + words.width - 42, words.y)}
				Size={UDim2.fromOffset(34, words.height)}
				Text={left.map((count) => tostring(count))}
				TextColor3={colors.accent}
				TextSize={SIZES.small}
				Visible={left.map((count) => count <= NEAR_LIMIT)}
			/>
			<Button key="Send" box={send} isEnabled={isEnabled} onPress={submit} style="accent" text={strings.send} />
		</>
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
