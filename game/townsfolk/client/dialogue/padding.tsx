import React from "@rbxts/react";

/** Pixels. */
interface PaddingProps {
	all?: number;
	top?: number;
	right?: number;
	bottom?: number;
	left?: number;
}

export function Padding({ all = 0, top = all, right = all, bottom = all, left = all }: PaddingProps) {
	return (
		<uipadding
			PaddingBottom={new UDim(0, bottom)}
			PaddingLeft={new UDim(0, left)}
			PaddingRight={new UDim(0, right)}
			PaddingTop={new UDim(0, top)}
		/>
	);
}
