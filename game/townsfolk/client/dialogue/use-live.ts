import { useEffect, useState } from "@rbxts/react";

/** What `read` gives now and after every change. `subscribe` is given what to call then, and returns how to stop. */
export function useLive<T>(read: () => T, subscribe: (onChange: () => void) => () => void): T {
	const [value, setValue] = useState(read);
	useEffect(() => {
		const update = () => setValue(read());
		const unsubscribe = subscribe(update);
		// It may have changed between the first rendering and now.
		update();
		return unsubscribe;
	}, []);
	return value;
}

/** The same for a signal of Roblox's. */
export function useSignal<T>(read: () => T, signal: RBXScriptSignal | undefined): T {
	return useLive(read, (onChange) => {
		const connection = signal?.Connect(onChange);
		return () => connection?.Disconnect();
	});
}
