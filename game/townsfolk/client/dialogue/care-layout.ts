import type { Box } from "./layout";
import { heightOfText, scaleOf } from "./layout";
import { SIZES } from "./theme";

interface CareLayout {
	scale: number;
	width: number;
	height: number;
	title: Box;
	/** It scrolls where the screen is too low for all of it. */
	text: Box;
	read: Box;
}

const WIDTH = 560;
const READ_WIDTH = 220;
const GAP = 14;
/** Empty space at the end is better than a last line that one has to scroll to. */
const SPARE = 1.2;

/** Where everything of a care card goes, on so much of a screen as can be seen. */
export function layOutCare(screen: Vector2, titleText: string, careText: string): CareLayout {
	const scale = scaleOf(screen);
	const width = math.floor(math.min(WIDTH, screen.X / scale - 2 * SIZES.margin));
	const inner = width - 2 * SIZES.padding;
	const titleHeight = heightOfText(titleText, SIZES.title, inner);
	const around = 2 * SIZES.padding + titleHeight + 2 * GAP + SIZES.touch;
	const room = screen.Y / scale - 2 * SIZES.margin - around;
	const textHeight = math.max(SIZES.line, math.min(room, SPARE * heightOfText(careText, SIZES.line, inner)));
	const textY = SIZES.padding + titleHeight + GAP;
	return {
		scale,
		width,
		height: around + textHeight,
		title: { x: SIZES.padding, y: SIZES.padding, width: inner, height: titleHeight },
		text: { x: SIZES.padding, y: textY, width: inner, height: textHeight },
		read: {
			x: (width - READ_WIDTH) / 2,
			y: textY + textHeight + GAP,
			width: READ_WIDTH,
			height: SIZES.touch,
		},
	};
}
