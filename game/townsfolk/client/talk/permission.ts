import type { Remotes } from "../../shared/remotes";

let isGiven = false;
const listeners = new Set<() => void>();

/** Learns from the server whether this player may write words of their own. */
export function watchPermission(remotes: Remotes): void {
	remotes.mayType.connect((mayType) => {
		isGiven = mayType;
		for (const listener of table.clone(listeners)) listener();
	});
}

/** False for as long as it is not known. */
export function mayType(): boolean {
	return isGiven;
}

/** Calls the listener on every change, until what is returned is called. */
export function onPermissionChanged(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
