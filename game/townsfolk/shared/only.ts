import type { RemoteMiddleware } from "@rbxts/remo";
import type { t } from "@rbxts/t";

/**
 * Lets a player's call pass where its arguments are of these types, and drops any other without a word. Remo's own check
 * writes what it was given into the log, and a cheater could fill that with whatever they like.
 */
export function only(...checks: t.check<unknown>[]): RemoteMiddleware {
	return (call: (...args: unknown[]) => unknown) =>
		(player, ...given) => {
			const fits = checks.every((check, index) => check(given[index]));
			return fits ? call(player, ...given) : undefined;
		};
}
