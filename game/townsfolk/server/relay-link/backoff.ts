export interface Backoff {
	/** Waits, longer each time, with jitter so that place servers do not return all at once. */
	wait(this: void): void;
	/** Ends the waiting early, where something shows that the relay is back. */
	hurry(this: void): void;
	reset(this: void): void;
}

/** Seconds, doubling from the first to the longest. */
export function createBackoff(first: number, longest: number): Backoff {
	let pause = first;
	let wakeAt = 0;
	return {
		wait: () => {
			wakeAt = time() + pause * (0.75 + math.random() * 0.5);
			pause = math.min(pause * 2, longest);
			while (time() < wakeAt) task.wait(math.min(0.25, wakeAt - time()));
		},
		hurry: () => {
			wakeAt = 0;
		},
		reset: () => {
			pause = first;
		},
	};
}
