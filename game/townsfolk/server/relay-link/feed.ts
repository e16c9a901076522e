import type { Lifetime } from "../../shared/lifetime";
import type { TurnEvent } from "../../wire/contract";
import { LIMITS, PATHS } from "../../wire/contract";
import { createBackoff } from "./backoff";
import { callRelay, SERVER_ID } from "./call-relay";
import { isEventsEnvelope, isTurnEvent } from "./replies";

/** One long poll for all talks of this place server, kept up for as long as somebody waits for an answer. */
export interface Feed {
	/** There may be something to wait for from now on. */
	wake(this: void): void;
	/** The relay is known to be there: a poll that backed off need not wait any longer. */
	hurry(this: void): void;
}

interface FeedOptions {
	life: Lifetime;
	/** Seconds between the starts of two polls: together with the posts this bounds the requests, however many talk. */
	gap: number;
	isNeeded: () => boolean;
	onEvent: (event: TurnEvent) => void;
}

const POLL_TIMEOUT = LIMITS.pollSeconds + 5;

export function createFeed({ life, gap, isNeeded, onEvent }: FeedOptions): Feed {
	const backoff = createBackoff(gap, 15);
	const isWanted = () => !life.isOver() && isNeeded();
	let isPolling = false;
	let cursor = 0;

	const poll = (): boolean => {
		const query = `?server=${SERVER_ID}&after=${tostring(cursor)}&wait=${tostring(LIMITS.pollSeconds)}`;
		const reply = callRelay("GET", PATHS.events + query, POLL_TIMEOUT);
		if (!reply.ok) {
			if (reply.code === "unknown_cursor") cursor = 0;
			return false;
		}
		// Nothing ends a poll early: one that outlives the town is not heard.
		if (life.isOver() || !isEventsEnvelope(reply.body)) return false;
		cursor = reply.body.cursor;
		for (const event of reply.body.events) {
			if (isTurnEvent(event)) task.spawn(onEvent, event);
		}
		return true;
	};

	const pollWhileWanted = (): void => {
		while (isWanted()) {
			const started = time();
			if (poll()) backoff.reset();
			else if (isWanted()) backoff.wait();
			const tooSoon = started + gap - time();
			if (tooSoon > 0 && isWanted()) task.wait(tooSoon);
		}
		isPolling = false;
	};

	life.onEnd(backoff.hurry);
	return {
		wake: () => {
			if (isPolling || !isWanted()) return;
			isPolling = true;
			task.spawn(pollWhileWanted);
		},
		hurry: backoff.hurry,
	};
}
