import React, { useEffect, useRef } from "@rbxts/react";
import { Dots } from "./dots";
import type { Box } from "./layout";
import { placed } from "./layout";
import { useLook } from "./look";
import { SIZES } from "./theme";
import { useTypewriter } from "./use-typewriter";

interface LineProps {
	box: Box;
	text: string;
	isThinking: boolean;
	/** Is given the way to show the whole text at once. */
	finishRef: { current: () => void };
}

/** What the NPC says, typed out. Long answers scroll along with the typing; a press shows the rest. */
export function Line({ box, text, isThinking, finishRef }: LineProps) {
	const { colors, fonts } = useLook();
	const scroll = useRef<ScrollingFrame>();
	const { label, finish } = useTypewriter(text, (typed, share) => {
		if (scroll.current === undefined) return;
		const hidden = typed.AbsoluteSize.Y * share - scroll.current.AbsoluteSize.Y;
		scroll.current.CanvasPosition = new Vector2(0, math.max(0, hidden));
	});
	useEffect(() => {
		finishRef.current = finish;
	}, [finish]);

	return (
		<scrollingframe
			ref={scroll}
			{...placed(box)}
			Active={true}
			AutomaticCanvasSize={Enum.AutomaticSize.Y}
			BackgroundTransparency={1}
			BorderSizePixel={0}
			CanvasSize={new UDim2()}
			ScrollBarImageColor3={colors.accent}
			ScrollBarThickness={4}
			ScrollingDirection={Enum.ScrollingDirection.Y}
			Selectable={false}
			Event={{
				InputBegan: (_, input) => {
					if (isPress(input.UserInputType)) finish();
				},
			}}
		>
			<textlabel
				key="Text"
				ref={label}
				AutomaticSize={Enum.AutomaticSize.Y}
				BackgroundTransparency={1}
				Font={fonts.text}
				LineHeight={1.15}
				Size={new UDim2(1, -10, 0, box.height)}
				Text={text}
				TextColor3={colors.text}
				TextSize={SIZES.line}
				TextWrapped={true}
				TextXAlignment={Enum.TextXAlignment.Left}
				TextYAlignment={Enum.TextYAlignment.Top}
			/>
			{isThinking && <Dots key="Dots" />}
		</scrollingframe>
	);
}

function isPress(inputType: Enum.UserInputType): boolean {
	return inputType === Enum.UserInputType.MouseButton1 || inputType === Enum.UserInputType.Touch;
}
