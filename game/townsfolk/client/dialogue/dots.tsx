import React, { useBinding, useEffect } from "@rbxts/react";
import { RunService } from "@rbxts/services";
import { useLook } from "./look";
import { useReducedMotion } from "./use-device";

const DOT = 9;
const GAP = 17;

/** The NPC is thinking. */
export function Dots() {
	const { colors } = useLook();
	const [seconds, setSeconds] = useBinding(0);
	const isStill = useReducedMotion();
	useEffect(() => {
		if (isStill) return;
		const connection = RunService.Heartbeat.Connect((deltaTime) => setSeconds(seconds.getValue() + deltaTime));
		return () => connection.Disconnect();
	}, [isStill]);

	return (
		<frame BackgroundTransparency={1} LayoutOrder={3} Size={UDim2.fromOffset(3 * GAP, 2 * DOT)}>
			{[0, 1, 2].map((index) => (
				<frame
					key={`Dot${index}`}
					BackgroundColor3={colors.accent}
					BackgroundTransparency={seconds.map((now) => 0.45 - 0.45 * math.sin(now * 6 - index))}
					Position={seconds.map((now) =>
						UDim2.fromOffset(2 + index * GAP, 5 - 3 * math.sin(now * 6 - index)),
					)}
					Size={UDim2.fromOffset(DOT, DOT)}
				>
					<uicorner key="Corner" CornerRadius={new UDim(0.5, 0)} />
				</frame>
			))}
		</frame>
	);
}
