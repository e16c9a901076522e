import { SIZES } from "./theme";

/** Pixels at scale 1, from the panel's top left corner. */
export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface Layout {
	scale: number;
	width: number;
	height: number;
	notice: Box;
	leave: Box;
	said: Box;
	line: Box;
	/** One for each reply. */
	replies: Box[];
	/** In the replies' place while the NPC speaks. */
	stop: Box;
	words?: Box;
	send?: Box;
}

/** Screens lower than this are phones on their side: every line counts. */
const LOW = 520;
const NARROW = 520;
const LEAVE_WIDTH = 104;
const SEND_WIDTH = 104;
const STOP_WIDTH = 140;

/** Where everything goes on a screen of this size. */
export function layOut(screen: Vector2, noticeText: string, replyCount: number, mayType: boolean): Layout {
	const isLow = screen.Y < LOW;
	const scale = scaleOf(screen);
	const width = math.floor(math.min(SIZES.width, screen.X / scale - 2 * SIZES.margin));
	const inner = width - 2 * SIZES.padding;
	const columns = math.min(width < NARROW ? 2 : 3, math.max(replyCount, 1));
	const rows = math.ceil(replyCount / columns);

	let y = isLow ? 22 : 26;
	const take = (height: number, gap: number): Box => {
		const box = { x: SIZES.padding, y, width: inner, height };
		y += height + gap;
		return box;
	};

	const notice = take(heightOfText(noticeText, SIZES.small, inner - LEAVE_WIDTH), isLow ? 4 : 10);
	notice.width -= LEAVE_WIDTH;
	const said = take(18, 4);
	const line = take(isLow ? 58 : 104, SIZES.gap);
	const replyArea = take(rows * (SIZES.touch + SIZES.gap), mayType ? 0 : 4);
	const input = mayType ? take(SIZES.touch, SIZES.gap) : undefined;

	return {
		scale,
		width,
		height: y + (isLow ? 2 : 10),
		notice,
		leave: { x: width - LEAVE_WIDTH - 10, y: 10, width: LEAVE_WIDTH, height: 36 },
		said,
		line,
		replies: gridOf(replyArea, columns, replyCount),
		stop: { ...replyArea, width: STOP_WIDTH, height: SIZES.touch },
		words: input && { ...input, width: inner - SEND_WIDTH - SIZES.gap },
		send: input && { ...input, x: SIZES.padding + inner - SEND_WIDTH, width: SEND_WIDTH },
	};
}

/** Pixels on the screen for each of ours. */
export function scaleOf(screen: Vector2): number {
	return screen.Y < LOW ? 0.9 : math.clamp(screen.Y / 800, 1, 1.8);
}

/** A guess that is rather too high: letters are about half as wide as high, and what is wider has more bytes. */
export function heightOfText(text: string, size: number, width: number): number {
	const length = text.size() * size * 0.48;
	// Lines end where a word does.
	const lines = length <= width ? 1 : math.ceil(length / (width - 3 * size));
	return lines * math.ceil(size * 1.2);
}

export function placed(box: Box): { Position: UDim2; Size: UDim2 } {
	return { Position: UDim2.fromOffset(box.x, box.y), Size: UDim2.fromOffset(box.width, box.height) };
}

function gridOf(area: Box, columns: number, count: number): Box[] {
	const width = (area.width - (columns - 1) * SIZES.gap) / columns;
	const boxes = new Array<Box>();
	for (let index = 0; index < count; index++) {
		const column = index % columns;
		const row = math.floor(index / columns);
		const x = area.x + column * (width + SIZES.gap);
		boxes.push({ x, y: area.y + row * (SIZES.touch + SIZES.gap), width, height: SIZES.touch });
	}
	return boxes;
}
