import type { Message, Receipt, WireError } from "../../wire/contract";
import { LIMITS } from "../../wire/contract";

/** A message that the relay has not taken yet. */
export interface PendingMessage {
	message: Message;
	bytes: number;
	expires: number;
	onRefused?: (reason?: WireError) => void;
}

/** Bytes left for the request around its messages. */
const ENVELOPE = 512;

/** Bytes of the largest message that a post has room for. */
export const MESSAGE_BYTES = LIMITS.bodyBytes - ENVELOPE;

/** As many as go into one post, the oldest first. */
export function nextBatch(pending: PendingMessage[]): PendingMessage[] {
	let room: number = MESSAGE_BYTES;
	const batch = new Array<PendingMessage>();
	for (const one of pending) {
		room -= one.bytes;
		if (room < 0 || batch.size() === LIMITS.batch) break;
		batch.push(one);
	}
	return batch;
}

export function withoutExpired(pending: PendingMessage[]): PendingMessage[] {
	const now = time();
	for (const one of pending) if (one.expires <= now) refuse(one);
	return pending.filter((one) => one.expires > now);
}

/**
 * What is left to send after a post. A relay that is stopping says so, and the next one takes what it refused. One that does
 * not know our acts is sent again everything from the first message on that it refused for it, in the same order.
 */
export function settle(
	pending: PendingMessage[],
	batch: PendingMessage[],
	receipts: Receipt[],
): { pending: PendingMessage[]; isAskedForActs: boolean; isNotReady: boolean } {
	const first = batch.findIndex((_, index) => codeOf(receipts[index]) === "unknown_acts");
	const isAskedForActs = first >= 0;
	const isAgain = (index: number): boolean =>
		(isAskedForActs && index >= first) || codeOf(receipts[index]) === "not_ready";
	const again = batch.filter((_, index) => isAgain(index));
	batch.forEach((one, index) => {
		const receipt = receipts[index];
		if (!isAgain(index) && receipt?.ok !== true) refuse(one, receipt?.error);
	});
	const others = pending.filter((one) => !batch.includes(one));
	return { pending: [...again, ...others], isAskedForActs, isNotReady: !again.isEmpty() };
}

function codeOf(receipt: Receipt | undefined): string | undefined {
	return receipt?.ok === false ? receipt.error.code : undefined;
}

/** In a thread of its own: whatever becomes of it, the post goes on. */
function refuse({ onRefused }: PendingMessage, reason?: WireError): void {
	if (onRefused !== undefined) task.spawn(onRefused, reason);
}
