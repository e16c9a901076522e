/** Seconds after which the server will not answer any more. */
const PATIENCE = 10;

let waiting: { prompt: ProximityPrompt; at: number }[] = [];

/** The server answers every press, in their order. */
export function notePress(prompt: ProximityPrompt): void {
	waiting = waiting.filter(({ at }) => time() - at < PATIENCE);
	waiting.push({ prompt, at: time() });
}

/**
 * Whether the server's answer is to what the player pressed last. Who presses A, B and A again, faster than the server
 * answers, would else take the first talk for the one that is on screen, and its end for the end of that. A talk that `isOpened` is
 * the same one for all presses of its prompt, of which the server may have missed some.
 */
export function isAnswerToLast(prompt: ProximityPrompt | undefined, isOpened: boolean): boolean {
	const index = waiting.findIndex((press) => press.prompt === prompt);
	waiting = waiting.filter((_, place) => place > index);
	return isOpened ? waiting.every((press) => press.prompt === prompt) : waiting.isEmpty();
}
