import React from "@rbxts/react";
import { STRINGS } from "../../shared/strings";
import type { Box } from "./layout";
import { placed } from "./layout";
import { COLORS, FONTS, SIZES } from "./theme";

/** What the player said last. */
export function Said({ box, text }: { box: Box; text: string | undefined }) {
	return (
		<textlabel
			{...placed(box)}
			BackgroundTransparency={1}
			Font={FONTS.text}
			Text={text === undefined ? "" : `${STRINGS.you}: ${text}`}
			TextColor3={COLORS.muted}
			TextSize={SIZES.small}
			TextTruncate={Enum.TextTruncate.AtEnd}
			TextXAlignment={Enum.TextXAlignment.Left}
		/>
	);
}
