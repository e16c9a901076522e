import type { Lifetime } from "../../shared/lifetime";
import type { Message, MessagesRequest, Receipt, WireError } from "../../wire/contract";
import { PATHS } from "../../wire/contract";
import type { DeclaredSet } from "../acts/declared-set";
import { createBackoff } from "./backoff";
import { callRelay, encode, isRefusal, SERVER_ID } from "./call-relay";
import type { Feed } from "./feed";
import type { PendingMessage } from "./pending";
import { MESSAGE_BYTES, nextBatch, settle, withoutExpired } from "./pending";
import { warnOtherShape } from "./problems";
import { isMessagesReply } from "./replies";

/** Hands messages to the relay, in order, and the game's acts where it does not know them. */
export interface Outbox {
	/** `onRefused` is called once, if the relay will not have it or is not there for `seconds`. */
	send(this: void, message: Message, onRefused?: (reason?: WireError) => void, seconds?: number): void;
	/** Lets what is still to be sent leave, when the place server shuts down; yields. */
	finish(this: void): void;
}

interface OutboxOptions {
	life: Lifetime;
	/** Seconds between two requests. */
	gap: number;
	acts: DeclaredSet;
	feed: Feed;
}

const TIMEOUT = 5;
/** Seconds that a message is worth sending again. The relay knows a repeated one by its id. */
const KEEP_TRYING = 8;
/** Seconds that what is still to be sent has after the end. */
const FAREWELL = 5;

export function createOutbox({ life, gap, acts, feed }: OutboxOptions): Outbox {
	let pending = new Array<PendingMessage>();
	let isPosting = false;
	let lastRequest = -gap;
	let named: DeclaredSet | undefined = acts;
	let isAsked = false;

	/** Whether the relay has been reached. One that will not have the acts is not told of them again. */
	const putActs = (): boolean => {
		const reply = callRelay("PUT", `${PATHS.acts}/${acts.hash}`, TIMEOUT, acts.body);
		if (isRefusal(reply) && reply.status !== 401) named = undefined;
		isAsked = !reply.ok && named !== undefined;
		return !isAsked;
	};

	const post = (batch: PendingMessage[]): boolean => {
		const messages = batch.map(({ message }) => message);
		const request: MessagesRequest = { server: SERVER_ID, acts: named?.hash, messages };
		const reply = callRelay("POST", PATHS.messages, TIMEOUT, encode(request));
		const receipts = receiptsIn(reply);
		if (receipts === undefined) return false;
		feed.hurry();
		const settled = settle(pending, batch, receipts);
		pending = settled.pending;
		isAsked = settled.isAskedForActs && named !== undefined;
		return isAsked || !settled.isNotReady;
	};

	const work = (): void => {
		const backoff = createBackoff(gap, 2);
		while (!pending.isEmpty()) {
			const tooSoon = lastRequest + gap - time();
			if (tooSoon > 0) task.wait(tooSoon);
			pending = withoutExpired(pending);
			const batch = nextBatch(pending);
			if (batch.isEmpty()) continue;
			lastRequest = time();
			if (!(isAsked ? putActs() : post(batch))) backoff.wait();
		}
		isPosting = false;
	};

	life.onEnd(() => {
		for (const message of pending) message.expires = math.min(message.expires, time() + FAREWELL);
	});
	return {
		send: (message, onRefused, seconds = KEEP_TRYING) => {
			const encoded = encode(message);
			if (encoded === undefined) return onRefused?.();
			// And a comma.
			const bytes = encoded.size() + 1;
			if (bytes > MESSAGE_BYTES) return onRefused?.(tooLarge(bytes));
			pending.push({ message, bytes, expires: time() + seconds, onRefused });
			feed.wake();
			if (isPosting) return;
			isPosting = true;
			// Deferred, so that what is sent in one breath leaves in one post.
			task.defer(work);
		},
		finish: () => {
			const deadline = time() + FAREWELL;
			while (isPosting && time() < deadline) task.wait(0.1);
		},
	};
}

function tooLarge(bytes: number): WireError {
	return { code: "body_too_large", message: `it takes ${bytes} bytes, and there is room for ${MESSAGE_BYTES}` };
}

/** One for each message; none at all where the relay refused the whole post; undefined where it is worth trying again. */
function receiptsIn(reply: ReturnType<typeof callRelay>): Receipt[] | undefined {
	if (reply.ok && !isMessagesReply(reply.body)) warnOtherShape(PATHS.messages);
	if (reply.ok) return isMessagesReply(reply.body) ? reply.body.receipts : undefined;
	return isRefusal(reply) ? [] : undefined;
}
