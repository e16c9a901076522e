import React from "@rbxts/react";
import type { Box } from "./layout";
import { placed } from "./layout";
import { useLook } from "./look";
import { SIZES } from "./theme";

/** What the player said last. */
export function Said({ box, text }: { box: Box; text: string | undefined }) {
	const { colors, fonts, strings } = useLook();
	return (
		<textlabel
			{...placed(box)}
			BackgroundTransparency={1}
			Font={fonts.text}
			Text={text === undefined ? "" : `${strings.you}: ${text}`}
			TextColor3={colors.muted}
			TextSize={SIZES.small}
			TextTruncate={Enum.TextTruncate.AtEnd}
			TextXAlignment={Enum.TextXAlignment.Left}
		/>
	);
}
