/** How high things are when nobody limits them, and what there is room for. Pixels. */
export interface Natural {
	/** What is never cut: notice and reply box, with the gaps below them. */
	fixed: number;
	/** One line of what the NPC says, and all of it. */
	oneLine: number;
	line: number;
	replies: number;
	/** Of the replies, what has to be seen. */
	fewReplies: number;
	gap: number;
	/** The panel's inside: what it should keep to, and what it must. */
	wanted: number;
	most: number;
}

export interface Heights {
	line: number;
	replies: number;
}

const FEWEST_LINES = 2;
/** A short answer has as much room, so that the panel does not jump with every sentence. */
const USUAL_LINES = 3;

/** What the NPC says takes the room that is left, and scrolls where that is too little. Next the quick replies do. */
export function heightsBelow({ fixed, oneLine, line, replies, fewReplies, gap, wanted, most }: Natural): Heights {
	const around = fixed + (replies > 0 ? replies + gap : 0);
	const asked = math.max(line, USUAL_LINES * oneLine);
	const shown = math.max(FEWEST_LINES * oneLine, math.min(asked, wanted - around));
	const tooMuch = math.max(0, around + shown - most);
	const cut = math.min(tooMuch, math.max(0, replies - fewReplies));
	return { line: math.max(oneLine, shown - (tooMuch - cut)), replies: replies - cut };
}

/** The same for replies that are beside the words: both columns are as high as the higher one. */
export function heightsBeside({ fixed, oneLine, line, replies, wanted, most }: Natural): Heights {
	const asked = math.max(line, USUAL_LINES * oneLine);
	const least = fixed + FEWEST_LINES * oneLine;
	const high = math.min(most, math.max(least, math.min(wanted, math.max(fixed + asked, replies))));
	return { line: math.max(oneLine, high - fixed), replies: math.min(replies, high) };
}
