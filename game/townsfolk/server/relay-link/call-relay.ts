import { HttpService } from "@rbxts/services";
import type { ErrorCode } from "../../wire/contract";
import { findRelay } from "./address";
import { warnNotAnswered, warnNotSent } from "./problems";
import { isErrorReply } from "./replies";

export type Reply =
	| { ok: true; body: unknown }
	| { ok: false; status: number; code?: ErrorCode; message?: string; isTimedOut?: boolean };

/** Who we are to the relay. In Studio there is no JobId. */
export const SERVER_ID = game.JobId !== "" ? game.JobId : HttpService.GenerateGUID(false);

/** A UUID. */
export function newId(): string {
	return HttpService.GenerateGUID(false).lower();
}

/** JSON, or undefined for what cannot be encoded, such as broken UTF-8. */
export function encode(value: unknown): string | undefined {
	const [ok, text] = pcall(() => HttpService.JSONEncode(value));
	return ok ? text : undefined;
}

/**
 * One HTTP request to the relay; yields, never throws. Status 0: the relay was not reached, or its answer was no JSON. The
 * developer is told why, once for each reason. Without `timeoutSeconds`, a whole number, it lasts as long as Roblox lets it.
 * The only place of the game that uses the network: 500 requests a minute is all that Roblox gives a place server
 * (https://create.roblox.com/docs/cloud-services/http-service).
 */
export function callRelay(method: "GET" | "POST" | "PUT", path: string, timeoutSeconds?: number, body?: string): Reply {
	const relay = findRelay();
	if (relay === undefined) return { ok: false, status: 401 };
	const sent = request({
		Url: relay.url(path),
		Method: method,
		Timeout: takesTimeout ? timeoutSeconds : undefined,
		Headers: {
			authorization: relay.authorization,
			"content-type": "application/json",
			// Names this request in the logs of the relay and of its minds.
			"x-request-id": newId(),
		},
		Body: body,
	});
	if ("problem" in sent) {
		const { problem } = sent;
		const [isTimedOut] = problem.lower().find("timedout", 1, true);
		// Whoever set no limit has asked for a long time.
		if (isTimedOut === undefined || timeoutSeconds !== undefined) warnNotSent(problem, relay);
		return { ok: false, status: 0, isTimedOut: isTimedOut !== undefined };
	}
	const { Success: isWell, StatusCode: status, Body: text } = sent.response;
	const [isJson, decoded] = pcall(() => HttpService.JSONDecode(text));
	if (isWell && (isJson || text === "")) return { ok: true, body: isJson ? decoded : undefined };
	const isRelays = isJson && isErrorReply(decoded);
	const { code, message } = isRelays ? decoded.error : NO_REASON;
	if (code === undefined || !PART_OF_THE_TALK.includes(code)) {
		warnNotAnswered({ path, status, body: text, isRelays, code, message }, relay);
	}
	return isWell ? { ok: false, status: 0 } : { ok: false, status, code, message };
}

/** Its default, which is also the longest, is not documented: a Roblox that finds ours too long is asked without it. */
let takesTimeout = true;

function request(options: RequestAsyncRequest): { response: RequestAsyncResponse } | { problem: string } {
	const [isSent, response] = pcall(() => HttpService.RequestAsync(options));
	if (isSent) return { response };
	const problem = tostring(response);
	const says = (words: string) => problem.lower().find(words, 1, true)[0] !== undefined;
	if (options.Timeout === undefined || says("httperror") || !says("timeout")) return { problem };
	takesTimeout = false;
	return request({ ...options, Timeout: undefined });
}

const NO_REASON: { code?: ErrorCode; message?: string } = {};
/** Answers with which the relay says what to send next, or that it is about to stop. */
const PART_OF_THE_TALK: ErrorCode[] = ["unknown_cursor", "unknown_acts", "not_ready"];

/** Whether asking again is pointless: the relay understood and said no. */
export function isRefusal(reply: Reply): reply is Extract<Reply, { ok: false }> {
	return !reply.ok && reply.status >= 400 && reply.status < 500 && reply.status !== 408 && reply.status !== 429;
}
