import React, { useRef } from "@rbxts/react";
import type { CareWords } from "../talk/talk-state";
import { dispatch } from "../talk/talk-store";
import { Button } from "./button";
import { layOutCare } from "./care-layout";
import { placed } from "./layout";
import { useLook } from "./look";
import { SIZES } from "./theme";
import { useGamepadStart, useInputKind, useKeyboardHeight, useScreenSize } from "./use-device";

/** Where the player finds help. It lies above the dialogue, whose notice stays in sight, until they have read it. */
export function CareCard({ card }: { card: CareWords }) {
	const { colors, fonts, strings } = useLook();
	const read = useRef<TextButton>();
	const keyboardHeight = useKeyboardHeight();
	const layout = layOutCare(useScreenSize().sub(new Vector2(0, keyboardHeight)), card.title, card.text);
	useGamepadStart(read, true, card);

	return (
		<frame
			AnchorPoint={new Vector2(0.5, 0)}
			BackgroundColor3={colors.care}
			Position={new UDim2(0.5, 0, 0, SIZES.margin)}
			Size={UDim2.fromOffset(layout.width, layout.height)}
			Active={true}
			SelectionGroup={true}
			SelectionBehaviorDown={Enum.SelectionBehavior.Stop}
			SelectionBehaviorLeft={Enum.SelectionBehavior.Stop}
			SelectionBehaviorRight={Enum.SelectionBehavior.Stop}
			SelectionBehaviorUp={Enum.SelectionBehavior.Stop}
			ZIndex={2}
		>
			<uiscale key="Scale" Scale={layout.scale} />
			<uicorner key="Corner" CornerRadius={new UDim(0, SIZES.corner)} />
			<uistroke key="Stroke" Color={colors.careEdge} Thickness={2} />
			<textlabel
				key="CareTitle"
				{...placed(layout.title)}
				BackgroundTransparency={1}
				Font={fonts.strong}
				Text={card.title}
				TextColor3={colors.text}
				TextSize={SIZES.title}
				TextWrapped={true}
				TextXAlignment={Enum.TextXAlignment.Left}
				TextYAlignment={Enum.TextYAlignment.Top}
			/>
			<scrollingframe
				key="CareScroll"
				{...placed(layout.text)}
				AutomaticCanvasSize={Enum.AutomaticSize.Y}
				BackgroundTransparency={1}
				BorderSizePixel={0}
				CanvasSize={new UDim2()}
				ScrollBarImageColor3={colors.text}
				ScrollBarThickness={4}
				ScrollingDirection={Enum.ScrollingDirection.Y}
				Selectable={false}
			>
				<textlabel
					key="CareText"
					AutomaticSize={Enum.AutomaticSize.Y}
					BackgroundTransparency={1}
					Font={fonts.text}
					LineHeight={1.2}
					Size={new UDim2(1, -10, 0, 0)}
					Text={card.text}
					TextColor3={colors.text}
					TextSize={SIZES.line}
					TextWrapped={true}
					TextXAlignment={Enum.TextXAlignment.Left}
					TextYAlignment={Enum.TextYAlignment.Top}
				/>
			</scrollingframe>
			<Button
				key="CareRead"
				box={layout.read}
				buttonRef={read}
				onPress={() => dispatch({ kind: "read" })}
				style="accent"
				text={strings.haveRead[useInputKind()]}
			/>
		</frame>
	);
}
