import React from "@rbxts/react";
import { useLook } from "./look";
import { Padding } from "./padding";
import { PANEL_TRANSPARENCY } from "./theme";
import { useTransparency } from "./use-device";
import { useMetrics } from "./use-metrics";

interface PanelProps extends React.PropsWithChildren {
	/** Whether what is in it is side by side. */
	isRow: boolean;
}

/** The ground of the dialogue. */
export function Panel({ isRow, children }: PanelProps) {
	const { colors } = useLook();
	const { width, padding, gap, corner } = useMetrics();
	return (
		<frame
			AutomaticSize={Enum.AutomaticSize.Y}
			BackgroundColor3={Color3.fromRGB(255, 255, 255)}
			BackgroundTransparency={useTransparency(PANEL_TRANSPARENCY)}
			LayoutOrder={2}
			Size={UDim2.fromOffset(width, 0)}
			Active={true}
		>
			<uicorner key="Corner" CornerRadius={new UDim(0, corner)} />
			<uigradient key="Gradient" Color={new ColorSequence(colors.panelTop, colors.panelBottom)} Rotation={90} />
			<uistroke key="Stroke" Color={colors.accent} Thickness={1.5} Transparency={0.55} />
			<Padding key="Padding" all={padding} />
			<Column key="Content" gap={gap} isRow={isRow}>
				{children}
			</Column>
		</frame>
	);
}

interface ColumnProps extends React.PropsWithChildren {
	gap: number;
	order?: number;
	isRow?: boolean;
}

/** Puts what is in it one below the other, or beside each other, and is as large as that. */
export function Column({ gap, order, isRow = false, children }: ColumnProps) {
	return (
		<frame AutomaticSize={Enum.AutomaticSize.XY} BackgroundTransparency={1} LayoutOrder={order}>
			<uilistlayout
				key="List"
				FillDirection={isRow ? Enum.FillDirection.Horizontal : Enum.FillDirection.Vertical}
				Padding={new UDim(0, gap)}
				SortOrder={Enum.SortOrder.LayoutOrder}
			/>
			{children}
		</frame>
	);
}
