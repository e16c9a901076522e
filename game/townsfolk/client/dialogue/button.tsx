import type { RefObject } from "@rbxts/react";
import React from "@rbxts/react";
import type { Look } from "./look";
import { useLook } from "./look";
import { Padding } from "./padding";
import type { BackKey } from "./use-back-key";
import { useTransparency } from "./use-device";
import { useMetrics } from "./use-metrics";

type Style = "accent" | "quiet" | "stop";

interface ButtonProps {
	text: string;
	style: Style;
	/** Pixels; without it the button is as wide as its text. */
	width?: number;
	order?: number;
	/** Where a gamepad goes first: the lower. */
	rank?: number;
	isEnabled?: boolean;
	/** Whether the text is what somebody says rather than a word of the dialogue's own. */
	isSpeech?: boolean;
	/** Whether the mouse is free for as long as the button is seen. */
	isModal?: boolean;
	/** The key that does the same, which the button tells. */
	backKey?: BackKey;
	buttonRef?: RefObject<TextButton>;
	onPress: () => void;
}

/** Of a button's least height, a picture of a key. */
const GLYPH = 0.6;

/** Grows with its text, and is never smaller than a thumb. */
export function Button(props: ButtonProps) {
	const { text, style, width, order, rank, isEnabled = true, isSpeech = false, isModal = false, buttonRef } = props;
	const { word, action } = props.backKey ?? {};
	const { colors, fonts } = useLook();
	const { text: texts, touch, corner } = useMetrics();
	const glyph = math.floor(touch * GLYPH);
	const { background, text: color, stroke } = stylesOf(colors)[style];
	return (
		<textbutton
			ref={buttonRef}
			AutoLocalize={!isSpeech}
			AutomaticSize={width === undefined ? Enum.AutomaticSize.XY : Enum.AutomaticSize.Y}
			BackgroundColor3={background}
			BackgroundTransparency={useTransparency(isEnabled ? 0 : 0.6)}
			AutoButtonColor={isEnabled}
			Active={isEnabled}
			Interactable={isEnabled}
			LayoutOrder={order}
			Modal={isModal}
			Selectable={isEnabled}
			SelectionOrder={rank}
			Size={UDim2.fromOffset(width ?? touch, touch)}
			Font={fonts.strong}
			Text={word === undefined ? text : `${text} (${word})`}
			TextColor3={color}
			TextTransparency={isEnabled ? 0 : 0.5}
			TextSize={texts.button.size}
			TextWrapped={width !== undefined}
			Event={{ Activated: () => isEnabled && props.onPress() }}
		>
			<uicorner key="Corner" CornerRadius={new UDim(0, corner)} />
			<uistroke
				key="Stroke"
				ApplyStrokeMode={Enum.ApplyStrokeMode.Border}
				Color={stroke}
				Transparency={isEnabled ? 0.6 : 0.9}
			/>
			<uitextsizeconstraint key="Most" MaxTextSize={texts.button.most} />
			<Padding key="Padding" all={4} left={10} right={action === undefined ? 10 : 14 + glyph} />
			{action && (
				<inputactionlabel
					key="Key"
					AnchorPoint={new Vector2(0, 0.5)}
					BackgroundTransparency={1}
					FontFace={Font.fromEnum(fonts.strong)}
					InputAction={action}
					Position={new UDim2(1, 4, 0.5, 0)}
					Size={UDim2.fromOffset(glyph, glyph)}
					TextColor3={color}
					TextSize={texts.button.size}
				/>
			)}
		</textbutton>
	);
}

function stylesOf(colors: Look["colors"]) {
	return {
		accent: { background: colors.accent, text: colors.onAccent, stroke: colors.accentDeep },
		quiet: { background: colors.quiet, text: colors.text, stroke: colors.muted },
		stop: { background: colors.stop, text: colors.text, stroke: colors.stop },
	};
}
