import type { RefObject } from "@rbxts/react";
import React from "@rbxts/react";
import { useLook } from "./look";
import type { TextKind } from "./metrics";
import { useMetrics } from "./use-metrics";

interface WordsProps {
	text: string;
	kind: TextKind;
	color: Color3;
	font?: Enum.Font;
	/** Pixels. */
	width: number;
	lineHeight?: number;
	order?: number;
	labelRef?: RefObject<TextLabel>;
}

/**
 * A text that is as high as its lines are, at any size that the player has chosen. It is left out of Roblox's automatic text
 * capture, which would keep what people and NPCs say in a table of the game's owner:
 * https://create.roblox.com/docs/production/localization/automatic-translations
 */
export function Words({ text, kind, color, font, width, lineHeight = 1, order, labelRef }: WordsProps) {
	const { fonts } = useLook();
	const { size, most } = useMetrics().text[kind];
	return (
		<textlabel
			ref={labelRef}
			AutoLocalize={false}
			AutomaticSize={Enum.AutomaticSize.Y}
			BackgroundTransparency={1}
			Font={font ?? fonts.text}
			LayoutOrder={order}
			LineHeight={lineHeight}
			Size={UDim2.fromOffset(width, 0)}
			Text={text}
			TextColor3={color}
			TextSize={size}
			TextWrapped={true}
			TextXAlignment={Enum.TextXAlignment.Left}
			TextYAlignment={Enum.TextYAlignment.Top}
			ZIndex={2}
		>
			<uitextsizeconstraint key="Most" MaxTextSize={most} />
		</textlabel>
	);
}
