import type { RefObject } from "@rbxts/react";
import React from "@rbxts/react";
import type { Box } from "./layout";
import { placed } from "./layout";
import type { Look } from "./look";
import { useLook } from "./look";
import { SIZES } from "./theme";

type Style = "accent" | "quiet" | "stop";

interface ButtonProps {
	text: string;
	box: Box;
	style: Style;
	isEnabled?: boolean;
	buttonRef?: RefObject<TextButton>;
	onPress: () => void;
}

export function Button({ text, box, style, isEnabled = true, buttonRef, onPress }: ButtonProps) {
	const { colors, fonts } = useLook();
	const { background, text: color, stroke } = stylesOf(colors)[style];
	return (
		<textbutton
			ref={buttonRef}
			{...placed(box)}
			BackgroundColor3={background}
			BackgroundTransparency={isEnabled ? 0 : 0.6}
			AutoButtonColor={isEnabled}
			Active={isEnabled}
			Interactable={isEnabled}
			Selectable={isEnabled}
			Font={fonts.strong}
			Text={text}
			TextColor3={color}
			TextTransparency={isEnabled ? 0 : 0.5}
			TextSize={SIZES.button}
			TextScaled={true}
			TextWrapped={true}
			Event={{ Activated: () => isEnabled && onPress() }}
		>
			<uicorner key="Corner" CornerRadius={new UDim(0, SIZES.smallCorner)} />
			<uistroke
				key="Stroke"
				ApplyStrokeMode={Enum.ApplyStrokeMode.Border}
				Color={stroke}
				Transparency={isEnabled ? 0.6 : 0.9}
			/>
			<uitextsizeconstraint key="TextSize" MaxTextSize={SIZES.button} />
			<uipadding
				key="Padding"
				PaddingBottom={new UDim(0, 4)}
				PaddingLeft={new UDim(0, 8)}
				PaddingRight={new UDim(0, 8)}
				PaddingTop={new UDim(0, 4)}
			/>
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
