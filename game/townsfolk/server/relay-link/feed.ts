import type { TurnEvent } from "../../wire/contract";
import { LIMITS, PATHS } from "../../wire/contract";
import { createBackoff } from "./backoff";
import { callRelay, SERVER_ID } from "./call-relay";
import { isEventsEnvelope, isTurnEvent } from "./replies";

/** Seconds between the starts of two polls: together with the posts this bounds the requests, however many talk. */
const POLL_GAP = 0.5;
const POLL_TIMEOUT = LIMITS.pollSeconds + 5;

const backoff = createBackoff(POLL_GAP, 15);
let isNeeded = () => false;
let onEvent: (event: TurnEvent) => void = () => {};
let isPolling = false;
let cursor = 0;

/** One long poll for all talks of this place server, kept up for as long as somebody waits for an answer. */
export function followFeed(isWanted: () => boolean, handle: (event: TurnEvent) => void): void {
	isNeeded = isWanted;
	onEvent = handle;
}

/** There may be something to wait for from now on. */
export function wakeFeed(): void {
	if (isPolling || !isNeeded()) return;
	isPolling = true;
	task.spawn(pollWhileNeeded);
}

/** The relay is known to be there: a poll that backed off need not wait any longer. */
export function hurryFeed(): void {
	backoff.hurry();
}

function pollWhileNeeded(): void {
	while (isNeeded()) {
		const started = time();
		if (poll()) backoff.reset();
		else backoff.wait();
		const tooSoon = started + POLL_GAP - time();
		if (tooSoon > 0) task.wait(tooSoon);
	}
	isPolling = false;
}

function poll(): boolean {
	const query = `?server=${SERVER_ID}&after=${tostring(cursor)}&wait=${tostring(LIMITS.pollSeconds)}`;
	const reply = callRelay("GET", PATHS.events + query, POLL_TIMEOUT);
	if (!reply.ok) {
		if (reply.code === "unknown_cursor") cursor = 0;
		return false;
	}
	if (!isEventsEnvelope(reply.body)) return false;
	cursor = reply.body.cursor;
	for (const event of reply.body.events) {
		if (isTurnEvent(event)) task.spawn(onEvent, event);
	}
	return true;
}
