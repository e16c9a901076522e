import { useMemo, useState } from "@rbxts/react";
import type { Heights } from "./heights";
import { heightsBelow, heightsBeside } from "./heights";
import { LINE_HEIGHT } from "./line";
import { useLook } from "./look";
import type { Metrics } from "./metrics";
import { useKeyboardHeight, useSafeArea } from "./use-device";
import type { Report } from "./use-measure";
import { useTextGrowth } from "./use-measure";
import { useMetrics } from "./use-metrics";

type Part = "header" | "notice" | "box" | "line" | "replies";

interface Arrangement {
	heights: Heights;
	/** Whether what the NPC says has to scroll. */
	isLineCut: boolean;
	oneLine: number;
	/** Of quick replies. */
	columns: number;
	/** To be told how high each part is. */
	report: Record<Part, Report>;
}

/** Narrower than so many letters a column breaks words apart. */
const COLUMN_LETTERS = 9;
const COLUMNS = 3;

/** How much room what the NPC says and the quick replies get, by how high everything has turned out to be. */
export function useHeights(replyCount: number): Arrangement {
	const metrics = useMetrics();
	const growth = useTextGrowth(useLook().fonts.text);
	const { size } = useSafeArea();
	const keyboard = useKeyboardHeight();
	const [high, setHigh] = useState<Record<Part, number>>({ header: 0, notice: 0, box: 0, line: 0, replies: 0 });
	const report = useMemo(() => {
		const of = (part: Part) => (height: number) => setHigh((before) => ({ ...before, [part]: height }));
		return { header: of("header"), notice: of("notice"), box: of("box"), line: of("line"), replies: of("replies") };
	}, []);

	const { gap, margin, padding, touch, wanted } = metrics;
	const arrange = metrics.isSideBySide ? heightsBeside : heightsBelow;
	const oneLine = sizeOf(metrics, "line", growth) * LINE_HEIGHT;
	const heights = arrange({
		fixed: high.notice + gap + (high.box > 0 ? high.box + gap : 0),
		oneLine: math.ceil(oneLine),
		line: high.line,
		// Room for the buttons' edges.
		replies: high.replies > 0 ? high.replies + 2 : 0,
		fewReplies: touch + 2,
		gap,
		wanted: wanted - 2 * padding,
		most: size.Y - keyboard - 2 * margin - math.max(high.header, touch) - gap - 2 * padding,
	});
	const most = metrics.repliesWidth / (COLUMN_LETTERS * sizeOf(metrics, "button", growth) * 0.6 + gap);
	return {
		heights: { ...heights, line: wholeLines(heights.line, oneLine, high.line) },
		isLineCut: high.line > heights.line,
		oneLine,
		columns: metrics.isSideBySide ? 1 : math.clamp(math.floor(most), 1, math.min(COLUMNS, math.max(1, replyCount))),
		report,
	};
}

/** What has to scroll shows no half of a line. */
function wholeLines(height: number, oneLine: number, content: number): number {
	return content <= height ? height : math.max(1, math.floor(height / oneLine + 0.01)) * oneLine;
}

function sizeOf({ text }: Metrics, kind: "line" | "button", growth: number): number {
	return math.min(text[kind].size + growth, text[kind].most);
}
