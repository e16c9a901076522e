import type { RefObject } from "@rbxts/react";
import React from "@rbxts/react";

interface ScrollProps extends React.PropsWithChildren {
	/** Pixels. */
	width: number;
	height: number;
	order: number;
	barColor: Color3;
	/** Whether a gamepad comes to it, so as to scroll. Default: false, for what has buttons in it or never scrolls. */
	isSelectable?: boolean;
	frameRef?: RefObject<ScrollingFrame>;
	onInput?: (input: InputObject) => void;
}

/** As much of what is in it as there is room for; the rest scrolls up and down. */
export function Scroll({
	width,
	height,
	order,
	barColor,
	isSelectable = false,
	frameRef,
	onInput,
	children,
}: ScrollProps) {
	return (
		<scrollingframe
			ref={frameRef}
			Active={true}
			AutomaticCanvasSize={Enum.AutomaticSize.Y}
			BackgroundTransparency={1}
			BorderSizePixel={0}
			CanvasSize={new UDim2()}
			LayoutOrder={order}
			ScrollBarImageColor3={barColor}
			ScrollBarThickness={4}
			ScrollingDirection={Enum.ScrollingDirection.Y}
			Selectable={isSelectable}
			SelectionOrder={10}
			Size={UDim2.fromOffset(width, height)}
			Event={{ InputBegan: (_, input) => onInput?.(input) }}
		>
			{children}
		</scrollingframe>
	);
}
