import type { SafeArea } from "./use-device";

/** How large everything is on one screen, in its pixels. */
export interface Metrics {
	/** Text sizes before the player's own setting is added, and how large each may grow by it. */
	text: Record<TextKind, { size: number; most: number }>;
	/** Between the dialogue and the edge of the screen. */
	margin: number;
	/** Between the panel and what is in it. */
	padding: number;
	gap: number;
	corner: number;
	/** Of whatever is pressed, at least: a thumb needs it. */
	touch: number;
	/** Of the panel. */
	width: number;
	/** Of what the NPC says and what the player writes. */
	wordsWidth: number;
	/** Of the quick replies. */
	repliesWidth: number;
	/** Whether the replies are beside the words: a phone on its side has no room below them. */
	isSideBySide: boolean;
	/** What the panel should not be higher than, so that the NPC's head, about the middle of the screen, stays in sight. */
	wanted: number;
}

export type TextKind = "title" | "line" | "button" | "small";

const LARGE: Record<TextKind, number> = { title: 26, line: 21, button: 17, small: 15 };
const SMALL: Record<TextKind, number> = { title: 22, line: 18, button: 15, small: 13 };
/** Text may take this share of the height: on the smallest screens the largest setting would leave room for nothing else. */
const MOST: Record<TextKind, number> = { title: 0.09, line: 0.1, button: 0.085, small: 0.072 };
/** A screen with a side that is shorter is a phone's. */
const PHONE = 480;
const TOUCH = 44;
const WIDTH = 740;
/** Of the screen. */
const SEEN_OF_WORLD = 0.48;
const REPLIES_SHARE = 0.38;

/** `safe`: what Roblox's own bar and the device leave of a screen. */
export function metricsOf({ screen, top, size: safe }: SafeArea): Metrics {
	const isPhone = math.min(safe.X, safe.Y) < PHONE;
	const scale = isPhone ? 1 : math.clamp(math.min(safe.Y / 720, safe.X / 960), 1, 1.8);
	const pixels = (large: number, small: number) => math.round(isPhone ? small : large * scale);
	const [margin, padding, gap] = [pixels(14, 4), pixels(18, 8), pixels(8, 6)];
	const width = math.floor(math.min(WIDTH * scale, safe.X - 2 * margin));
	const inner = width - 2 * padding;
	const isSideBySide = isPhone && safe.X > safe.Y;
	const repliesWidth = isSideBySide ? math.floor(inner * REPLIES_SHARE) : inner;
	const text = (kind: TextKind) => ({
		size: pixels(LARGE[kind], SMALL[kind]),
		most: math.max(math.floor(safe.Y * MOST[kind]), pixels(LARGE[kind], SMALL[kind])),
	});
	return {
		text: { title: text("title"), line: text("line"), button: text("button"), small: text("small") },
		margin,
		padding,
		gap,
		corner: pixels(12, 10),
		touch: math.ceil(TOUCH * scale),
		width,
		wordsWidth: isSideBySide ? inner - repliesWidth - gap : inner,
		repliesWidth,
		isSideBySide,
		wanted: math.floor(top + safe.Y - screen.Y * SEEN_OF_WORLD) - margin,
	};
}
