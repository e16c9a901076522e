/** From a start to its stop. What is given to it ends with it, the latest first. */
export interface Lifetime {
	isOver(this: void): boolean;
	/** Is called at the end. */
	onEnd(this: void, clean: () => void): void;
	/** Listens until the end. */
	connect<T extends Callback>(this: void, signal: RBXScriptSignal<T>, listener: T): void;
	end(this: void): void;
}

export function createLifetime(): Lifetime {
	const cleanings = new Array<() => void>();
	let isOver = false;
	return {
		isOver: () => isOver,
		onEnd: (clean) => cleanings.push(clean),
		connect: (signal, listener) => {
			const connection = signal.Connect(listener);
			cleanings.push(() => connection.Disconnect());
		},
		end: () => {
			if (isOver) return;
			isOver = true;
			for (let clean = cleanings.pop(); clean !== undefined; clean = cleanings.pop()) clean();
		},
	};
}
