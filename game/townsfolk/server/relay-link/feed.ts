import type { Lifetime } from "../../shared/lifetime";
import type { TurnEvent } from "../../wire/contract";
import { LIMITS, PATHS } from "../../wire/contract";
import { createBackoff } from "./backoff";
import { callRelay, SERVER_ID } from "./call-relay";
import { warnOtherShape } from "./problems";
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

/** Seconds: however soon Roblox ends a request, one of these comes through. */
const SHORTEST_POLL = 5;

export function createFeed({ life, gap, isNeeded, onEvent }: FeedOptions): Feed {
	const backoff = createBackoff(gap, 15);
	const isWanted = () => !life.isOver() && isNeeded();
	let isPolling = false;
	let cursor = 0;
	let longest: number = LIMITS.pollSeconds;

	const poll = (): boolean => {
		const query = `?server=${SERVER_ID}&after=${tostring(cursor)}&wait=${tostring(longest)}`;
		const reply = callRelay("GET", PATHS.events + query);
		if (!reply.ok) {
			if (reply.code === "unknown_cursor") cursor = 0;
			// Roblox may end a request sooner than the relay a poll: nothing is lost, and the next one is shorter.
			const isShorter = reply.isTimedOut === true && longest > SHORTEST_POLL;
			if (isShorter) longest = math.max(SHORTEST_POLL, math.floor(longest / 2));
			return isShorter;
		}
		// Nothing ends a poll early: one that outlives the town is not heard.
		if (life.isOver()) return false;
		if (!isEventsEnvelope(reply.body)) {
			warnOtherShape(PATHS.events);
			return false;
		}
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
