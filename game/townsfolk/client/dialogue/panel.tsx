import React, { useLayoutEffect, useRef } from "@rbxts/react";
import { TweenService } from "@rbxts/services";
import type { Layout } from "./layout";
import { useLook } from "./look";
import { PANEL_TRANSPARENCY, SIZES } from "./theme";

const SLIDE = new TweenInfo(0.2, Enum.EasingStyle.Quad, Enum.EasingDirection.Out);
const SLIDE_PIXELS = 28;

interface PanelProps extends React.PropsWithChildren {
	layout: Layout;
	/** Pixels that it is raised, out of a keyboard's way. */
	lift: number;
}

/** The ground of the dialogue, at the bottom of the screen. It slides in. */
export function Panel({ layout, lift, children }: PanelProps) {
	const { colors } = useLook();
	const panel = useRef<Frame>();
	const place = new UDim2(0.5, 0, 1, -SIZES.margin - lift);
	useLayoutEffect(() => {
		if (panel.current === undefined) return;
		panel.current.Position = place.add(UDim2.fromOffset(0, SLIDE_PIXELS));
		TweenService.Create(panel.current, SLIDE, { Position: place }).Play();
	}, []);

	return (
		<frame
			ref={panel}
			AnchorPoint={new Vector2(0.5, 1)}
			BackgroundColor3={Color3.fromRGB(255, 255, 255)}
			BackgroundTransparency={PANEL_TRANSPARENCY}
			Position={place}
			Size={UDim2.fromOffset(layout.width, layout.height)}
			Active={true}
		>
			<uiscale key="Scale" Scale={layout.scale} />
			<uicorner key="Corner" CornerRadius={new UDim(0, SIZES.corner)} />
			<uigradient key="Gradient" Color={new ColorSequence(colors.panelTop, colors.panelBottom)} Rotation={90} />
			<uistroke key="Stroke" Color={colors.accent} Thickness={1.5} Transparency={0.55} />
			{children}
		</frame>
	);
}
