import React, { useRef } from "@rbxts/react";
import { hush, speak } from "../talk/speak";
import { Button } from "./button";
import type { Layout } from "./layout";
import { useLook } from "./look";
import { useGamepadStart } from "./use-device";

interface QuickRepliesProps {
	layout: Layout;
	replies: string[];
	isAnswering: boolean;
	isEnabled: boolean;
	/** Whether a care card lies over them, which a gamepad has to read first. */
	isCovered: boolean;
}

/** What the player might say, at a press. While the NPC answers there is a way to interrupt it instead. */
export function QuickReplies({ layout, replies, isAnswering, isEnabled, isCovered }: QuickRepliesProps) {
	const { strings } = useLook();
	const first = useRef<TextButton>();
	useGamepadStart(first, !isCovered && (isEnabled || isAnswering), isAnswering);
	if (isAnswering) {
		return (
			<Button key="Stop" box={layout.stop} buttonRef={first} onPress={hush} style="stop" text={strings.stop} />
		);
	}
	return (
		<>
			{layout.replies.map((box, index) => (
				<Button
					key={`Reply${index + 1}`}
					box={box}
					buttonRef={index === 0 ? first : undefined}
					isEnabled={isEnabled}
					onPress={() => speak(replies[index] ?? "")}
					style="quiet"
					text={replies[index] ?? ""}
				/>
			))}
		</>
	);
}
