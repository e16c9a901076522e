import React, { useLayoutEffect, useRef } from "@rbxts/react";
import { TweenService } from "@rbxts/services";
import { KEEPS_SELECTION } from "./selection";
import { useKeyboardHeight, useReducedMotion } from "./use-device";
import { useMetrics } from "./use-metrics";

const SLIDE = new TweenInfo(0.2, Enum.EasingStyle.Quad, Enum.EasingDirection.Out);
const SLIDE_PIXELS = 28;

/** Where the dialogue is: at the bottom of the screen, or above a phone's keyboard. It slides in. */
export function Place({ children }: React.PropsWithChildren) {
	const { margin, gap } = useMetrics();
	const frame = useRef<Frame>();
	const isStill = useReducedMotion();
	const place = new UDim2(0.5, 0, 1, -margin - useKeyboardHeight());
	useLayoutEffect(() => {
		if (frame.current === undefined || isStill) return;
		frame.current.Position = place.add(UDim2.fromOffset(0, SLIDE_PIXELS));
		TweenService.Create(frame.current, SLIDE, { Position: place }).Play();
	}, []);

	return (
		<frame
			ref={frame}
			AnchorPoint={new Vector2(0.5, 1)}
			AutomaticSize={Enum.AutomaticSize.XY}
			BackgroundTransparency={1}
			Position={place}
			{...KEEPS_SELECTION}
		>
			<uilistlayout key="List" Padding={new UDim(0, gap)} SortOrder={Enum.SortOrder.LayoutOrder} />
			{children}
		</frame>
	);
}
