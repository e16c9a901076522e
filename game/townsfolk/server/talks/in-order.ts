/** Runs the work at once, and what it returns when everything given before has had its turn. */
export type InOrder = (work: () => () => void) => void;

/** Filtering yields for as long as it likes; sentences must still appear in the order in which they were said. */
export function createInOrder(): InOrder {
	const queue = new Array<{ deliver?: () => void }>();
	return (work) => {
		const place: { deliver?: () => void } = {};
		queue.push(place);
		task.spawn(() => {
			place.deliver = work();
			while (queue[0]?.deliver !== undefined) queue.shift()?.deliver?.();
		});
	};
}
