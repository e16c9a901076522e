import type { RefObject } from "@rbxts/react";
import React, { useRef } from "@rbxts/react";
import { leave } from "../talk/speak";
import { Button } from "./button";
import { useLook } from "./look";
import { NamePlate } from "./name-plate";
import type { BackKey } from "./use-back-key";
import type { Report } from "./use-measure";
import { useAbsoluteSize, useReportedHeight } from "./use-measure";
import { useMetrics } from "./use-metrics";

interface HeaderProps {
	name: string;
	backKey: BackKey;
	leaveRef: RefObject<TextButton>;
	onHeight: Report;
}

/** Above the panel: who it is, and the way out. Between them the world can be seen. */
export function Header({ name, backKey, leaveRef, onHeight }: HeaderProps) {
	const { strings } = useLook();
	const { width, gap, touch } = useMetrics();
	const header = useRef<Frame>();
	useReportedHeight(header, onHeight);
	const taken = math.max(useAbsoluteSize(leaveRef).X, touch);
	return (
		<frame
			ref={header}
			AutomaticSize={Enum.AutomaticSize.Y}
			BackgroundTransparency={1}
			LayoutOrder={1}
			Size={UDim2.fromOffset(width, 0)}
		>
			<uilistlayout
				key="List"
				FillDirection={Enum.FillDirection.Horizontal}
				Padding={new UDim(0, gap)}
				SortOrder={Enum.SortOrder.LayoutOrder}
				VerticalAlignment={Enum.VerticalAlignment.Bottom}
			/>
			<NamePlate key="NamePlate" name={name} width={width - taken - gap} />
			<Button
				key="Leave"
				backKey={backKey}
				buttonRef={leaveRef}
				isModal={true}
				onPress={leave}
				order={2}
				rank={9}
				style="quiet"
				text={strings.leave}
			/>
		</frame>
	);
}
