import { warnOnce } from "./warn-once";

/** `begun`: the callback has yielded, so that nobody can wait for what it returns. */
type Answer<R> = { kind: "returned"; value: R } | { kind: "failed" } | { kind: "begun"; thread: thread };

/**
 * Calls what the host game has given us. A talk waits for it, so it must not yield; an error ends here. The developer is told of
 * either, once. `what` names the callback for them.
 */
export function callHost<A extends unknown[], R>(what: string, callback: (...given: A) => R, ...given: A): Answer<R> {
	const thread = coroutine.create(callback);
	const [ok, value] = coroutine.resume(thread, ...given);
	if (!ok) {
		warnOnce(`${what} failed`, `${what} failed: ${tostring(value)}`);
		return { kind: "failed" };
	}
	if (coroutine.status(thread) === "dead") return { kind: "returned", value: value as R };
	const advice = "Let it return at once, and put what takes time into task.spawn.";
	warnOnce(`${what} yields`, `${what} yields, and what it returns after that comes too late. ${advice}`);
	return { kind: "begun", thread };
}

/** What the callback says; undefined where it fails or yields, which it then does not go on with. */
export function askHost<A extends unknown[], R>(
	what: string,
	callback: (...given: A) => R,
	...given: A
): R | undefined {
	const answer = callHost(what, callback, ...given);
	// A thread may be in a state in which it cannot be cancelled.
	if (answer.kind === "begun") pcall(() => task.cancel(answer.thread));
	return answer.kind === "returned" ? answer.value : undefined;
}
