import React from "@rbxts/react";
import type { Box } from "./layout";
import { placed } from "./layout";
import { useLook } from "./look";
import { SIZES } from "./theme";

/** On screen for as long as the talk is (https://create.roblox.com/docs/generative-AI#disclosures). */
export function Notice({ box, text }: { box: Box; text: string }) {
	const { colors, fonts } = useLook();
	return (
		<textlabel
			{...placed(box)}
			BackgroundTransparency={1}
			Font={fonts.text}
			Text={text}
			TextColor3={colors.accent}
			TextSize={SIZES.small}
			TextWrapped={true}
			TextXAlignment={Enum.TextXAlignment.Left}
			TextYAlignment={Enum.TextYAlignment.Top}
		/>
	);
}
