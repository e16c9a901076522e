import React, { useRef } from "@rbxts/react";
import { useLook } from "./look";
import { Padding } from "./padding";
import { useTextBounds } from "./use-measure";
import { useMetrics } from "./use-metrics";
import { Words } from "./words";

const ASIDE = 14;
const ABOVE = 5;

/** A name that is too long for one line has more. */
export function NamePlate({ name, width }: { name: string; width: number }) {
	const { colors, fonts } = useLook();
	const { corner } = useMetrics();
	const label = useRef<TextLabel>();
	const bounds = useTextBounds(label);
	return (
		<frame
			AutomaticSize={Enum.AutomaticSize.Y}
			BackgroundTransparency={1}
			LayoutOrder={1}
			Size={UDim2.fromOffset(width, 0)}
		>
			<frame
				key="Plate"
				BackgroundColor3={Color3.fromRGB(255, 255, 255)}
				Size={UDim2.fromOffset(bounds.X + 2 * ASIDE, bounds.Y + 2 * ABOVE)}
			>
				<uicorner key="Corner" CornerRadius={new UDim(0, corner)} />
				<uigradient key="Gradient" Color={new ColorSequence(colors.accent, colors.accentDeep)} Rotation={90} />
			</frame>
			<frame
				key="Inside"
				AutomaticSize={Enum.AutomaticSize.Y}
				BackgroundTransparency={1}
				Size={UDim2.fromOffset(width, 0)}
				ZIndex={2}
			>
				<Padding key="Padding" bottom={ABOVE} left={ASIDE} top={ABOVE} />
				<Words
					key="Name"
					color={colors.onAccent}
					font={fonts.name}
					kind="line"
					labelRef={label}
					text={name}
					width={width - 2 * ASIDE}
				/>
			</frame>
		</frame>
	);
}
