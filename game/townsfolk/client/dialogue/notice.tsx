import React, { useRef } from "@rbxts/react";
import { useLook } from "./look";
import type { Report } from "./use-measure";
import { useReportedHeight } from "./use-measure";
import { Words } from "./words";

interface NoticeProps {
	text: string;
	/** Pixels. */
	width: number;
	order: number;
	onHeight: Report;
}

/** On screen, and whole, for as long as the talk is (https://create.roblox.com/docs/generative-AI#disclosures). */
export function Notice({ text, width, order, onHeight }: NoticeProps) {
	const { colors } = useLook();
	const label = useRef<TextLabel>();
	useReportedHeight(label, onHeight);
	return <Words color={colors.accent} kind="small" labelRef={label} order={order} text={text} width={width} />;
}
