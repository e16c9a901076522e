/** Checks all at once, where each yields, and answers with those that pass, in their order. Yields. */
export function passing<T extends defined>(items: T[], check: (item: T) => boolean): T[] {
	const passed = new Set<number>();
	const waiting = coroutine.running();
	let open = items.size();
	let isWaiting = false;
	items.forEach((item, index) => {
		task.spawn(() => {
			if (check(item)) passed.add(index);
			open -= 1;
			if (open === 0 && isWaiting) task.spawn(waiting);
		});
	});
	if (open > 0) {
		isWaiting = true;
		coroutine.yield();
	}
	return items.filter((_, index) => passed.has(index));
}
