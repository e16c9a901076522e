import React from "@rbxts/react";
import { countCharacters } from "../../shared/text";
import { useLook } from "./look";
import { SIZES } from "./theme";

const LETTER = 11;

/** Rides on the panel's upper edge. */
export function NamePlate({ name }: { name: string }) {
	const { colors, fonts } = useLook();
	const width = 44 + LETTER * (countCharacters(name) ?? 0);
	return (
		<frame
			AnchorPoint={new Vector2(0, 0.5)}
			BackgroundColor3={Color3.fromRGB(255, 255, 255)}
			Position={UDim2.fromOffset(SIZES.padding, -4)}
			Size={UDim2.fromOffset(width, SIZES.plate)}
		>
			<uicorner key="Corner" CornerRadius={new UDim(0.5, 0)} />
			<uigradient key="Gradient" Color={new ColorSequence(colors.accent, colors.accentDeep)} Rotation={90} />
			<textlabel
				key="Name"
				BackgroundTransparency={1}
				Font={fonts.name}
				Size={UDim2.fromScale(1, 1)}
				Text={name}
				TextColor3={colors.onAccent}
				TextSize={SIZES.line}
			/>
		</frame>
	);
}
