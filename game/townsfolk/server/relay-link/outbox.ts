import type { Message, MessagesRequest, Receipt } from "../../wire/contract";
import { LIMITS, PATHS } from "../../wire/contract";
import { createBackoff } from "./backoff";
import { callRelay, encode, isRefusal, SERVER_ID } from "./call-relay";
import { hurryFeed, wakeFeed } from "./feed";
import { isMessagesReply } from "./replies";

/** Seconds between two posts. With the feed's as many, that is at most 240 requests a minute. */
const POST_GAP = 0.5;
const POST_TIMEOUT = 5;
/** Seconds that a message is worth sending again. The relay knows a repeated one by its id. */
const KEEP_TRYING = 8;
/** Seconds that a place server that shuts down waits for its last post. */
const FAREWELL = 5;
/** Bytes left for the request around its messages. */
const ENVELOPE = 512;

interface Letter {
	message: Message;
	bytes: number;
	expires: number;
	onRefused?: () => void;
}

let letters = new Array<Letter>();
let isPosting = false;
let lastPost = -POST_GAP;

/** Hands a message to the relay, in order. `onRefused` is called once, if the relay will not have it or is not there. */
export function sendToRelay(message: Message, onRefused?: () => void): void {
	const encoded = encode(message);
	if (encoded === undefined) return onRefused?.();
	letters.push({ message, bytes: encoded.size() + 1, expires: time() + KEEP_TRYING, onRefused });
	wakeFeed();
	if (isPosting) return;
	isPosting = true;
	// Deferred, so that what is sent in one breath leaves in one post.
	task.defer(postAll);
}

/** Lets what is still to be sent leave, when the place server shuts down; yields. */
export function finishPosting(): void {
	const deadline = time() + FAREWELL;
	while (isPosting && time() < deadline) task.wait(0.1);
}

function postAll(): void {
	const backoff = createBackoff(POST_GAP, 2);
	while (!letters.isEmpty()) {
		const tooSoon = lastPost + POST_GAP - time();
		if (tooSoon > 0) task.wait(tooSoon);
		dropExpired();
		const batch = nextBatch();
		if (batch.isEmpty()) continue;
		lastPost = time();
		const receipts = post(batch);
		if (receipts !== undefined) hurryFeed();
		if (receipts === undefined || settle(batch, receipts)) backoff.wait();
	}
	isPosting = false;
}

function dropExpired(): void {
	const now = time();
	const expired = letters.filter((letter) => letter.expires <= now);
	letters = letters.filter((letter) => letter.expires > now);
	expired.forEach(refuse);
}

/** In a thread of its own: whatever becomes of it, the post goes on. */
function refuse(letter: Letter): void {
	if (letter.onRefused !== undefined) task.spawn(letter.onRefused);
}

function nextBatch(): Letter[] {
	let room = LIMITS.bodyBytes - ENVELOPE;
	const batch = new Array<Letter>();
	for (const letter of letters) {
		room -= letter.bytes;
		if (room < 0 || batch.size() === LIMITS.batch) break;
		batch.push(letter);
	}
	return batch;
}

/** One receipt for each letter, or undefined where it is worth trying again. */
function post(batch: Letter[]): Receipt[] | undefined {
	const request: MessagesRequest = { server: SERVER_ID, messages: batch.map((letter) => letter.message) };
	const reply = callRelay("POST", PATHS.messages, POST_TIMEOUT, encode(request));
	if (reply.ok && isMessagesReply(reply.body)) return reply.body.receipts;
	return isRefusal(reply) ? [] : undefined;
}

/** Whether something has to be sent again: a relay that is stopping says so, and the next one takes it. */
function settle(batch: Letter[], receipts: Receipt[]): boolean {
	const again = batch.filter((_, index) => isNotReady(receipts[index]));
	letters = [...again, ...letters.filter((letter) => !batch.includes(letter))];
	batch.forEach((letter, index) => {
		if (!again.includes(letter) && receipts[index]?.ok !== true) refuse(letter);
	});
	return !again.isEmpty();
}

function isNotReady(receipt: Receipt | undefined): boolean {
	return receipt?.ok === false && receipt.error.code === "not_ready";
}
