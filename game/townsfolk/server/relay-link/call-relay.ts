import { HttpService } from "@rbxts/services";
import type { ErrorCode } from "../../wire/contract";
import { findRelay } from "./address";
import { isErrorReply } from "./replies";

export type Reply = { ok: true; body: unknown } | { ok: false; status: number; code?: ErrorCode; message?: string };

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
 * One HTTP request to the relay; yields, never throws. Status 0: the relay was not reached, or its answer was no JSON.
 * The only place of the game that uses the network: 500 requests a minute is all that Roblox gives a place server
 * (https://create.roblox.com/docs/cloud-services/http-service).
 */
export function callRelay(method: "GET" | "POST" | "PUT", path: string, timeoutSeconds: number, body?: string): Reply {
	const relay = findRelay();
	if (relay === undefined) return { ok: false, status: 401 };
	const [sent, response] = pcall(() =>
		HttpService.RequestAsync({
			Url: relay.url(path),
			Method: method,
			Timeout: timeoutSeconds,
			Headers: {
				authorization: relay.authorization,
				"content-type": "application/json",
				// Names this request in the logs of the relay and of its minds.
				"x-request-id": newId(),
			},
			Body: body,
		}),
	);
	if (!sent) return { ok: false, status: 0 };
	const [isJson, decoded] = pcall(() => HttpService.JSONDecode(response.Body));
	if (response.Success && (isJson || response.Body === "")) return { ok: true, body: isJson ? decoded : undefined };
	if (response.Success) return { ok: false, status: 0 };
	const { code, message } = isJson && isErrorReply(decoded) ? decoded.error : NO_REASON;
	return { ok: false, status: response.StatusCode, code, message };
}

const NO_REASON: { code?: ErrorCode; message?: string } = {};

/** Whether asking again is pointless: the relay understood and said no. */
export function isRefusal(reply: Reply): reply is Extract<Reply, { ok: false }> {
	return !reply.ok && reply.status >= 400 && reply.status < 500 && reply.status !== 408 && reply.status !== 429;
}
