import { PATHS } from "../../wire/contract";
import { warnOnce } from "../host/warn-once";
import type { RelayAddress } from "./address";

/** What an answer of the relay, or of whatever else answers there, comes to. */
export interface Answer {
	/** What was asked for. */
	path: string;
	status: number;
	body: string;
	/** Whether it is told as the relay tells a refusal; then with its words. */
	isRelays: boolean;
	code?: string;
	message?: string;
}

type Problem = { reason: string; advice: (at: RelayAddress) => string };

/** By what HttpService's error says, in small letters: https://create.roblox.com/docs/reference/engine/enums/HttpError */
const NOT_SENT: [said: string, problem: Problem][] = [
	[
		"not enabled",
		{
			reason: "HTTP is off",
			advice: () =>
				"HTTP requests are off, so no NPC can answer. In Studio: File, Experience Settings, Security, Allow HTTP Requests; then publish.",
		},
	],
	[
		"exceeded",
		{
			reason: "requests",
			advice: () =>
				"this place server has used up Roblox's 500 HTTP requests a minute. Let other scripts ask less, or start Townsfolk with fewer `requestsPerMinute`.",
		},
	],
	[
		"domain",
		{
			reason: "secret's domain",
			advice: () =>
				"a secret may not be sent to the relay's address. In the Creator Dashboard give the secrets TownsfolkRelayUrl and TownsfolkRelayKey the relay's host as their domain.",
		},
	],
	[
		"ssl",
		{
			reason: "TLS",
			advice: ({ urlAt }) =>
				`there is no safe connection to the relay: its certificate is not one that Roblox trusts, or it speaks no TLS there. See ${urlAt}, and open that address in a browser.`,
		},
	],
	[
		"timedout",
		{
			reason: "timeout",
			advice: ({ urlAt }) => `the relay does not answer in time. See ${urlAt}, its log and /readyz.`,
		},
	],
	["trust check", { reason: "address", advice: ({ urlAt }) => wrongAddress(urlAt) }],
	["invalidurl", { reason: "address", advice: ({ urlAt }) => wrongAddress(urlAt) }],
	["dnsresolve", { reason: "address", advice: ({ urlAt }) => `no such host is known. ${wrongAddress(urlAt)}` }],
	[
		"connectfail",
		{
			reason: "no relay",
			advice: ({ urlAt }) =>
				`no relay answers at the address that ${urlAt} has. Start it, and see that a place server of Roblox's can reach it.`,
		},
	],
];

const wrongAddress = (urlAt: string): string =>
	`The relay's address is wrong: ${urlAt} must be one such as https://relay.example.com.`;

/** Tells the developer, once for each reason, why a request was not sent or not answered. */
export function warnNotSent(problem: string, at: RelayAddress): void {
	const said = problem.lower();
	const [, known] = NOT_SENT.find(([words]) => said.find(words, 1, true)[0] !== undefined) ?? [];
	if (known !== undefined) warnOnce(known.reason, `${known.advice(at)} (${problem})`);
	else warnOnce(`not sent: ${problem}`, `the relay cannot be reached: ${problem}. See ${at.urlAt}.`);
}

/** Tells the developer, once for each reason, what is wrong with an answer that is none. */
export function warnNotAnswered(answer: Answer, at: RelayAddress): void {
	const { path, status, body, isRelays, code, message } = answer;
	if (status === 401 && isRelays) {
		const advice = `Put the key that \`npm run npc -- key create\` prints into ${at.keyAt}.`;
		warnOnce("wrong key", `the relay does not accept the game's key. ${advice}`);
	} else if (code === "unknown_route") {
		const advice = "Update the relay. A path at the end of its address is wrong too.";
		warnOnce("relay too old", `the relay does not know what this library asks for: it is older. ${advice}`);
	} else if (isRelays) {
		const [ofActs] = path.find(PATHS.acts, 1, true);
		const what = ofActs === undefined ? "" : " the game's acts, so NPCs do none of them";
		warnOnce(`relay said ${code}${what}`, `the relay refuses${what}: ${message} (${code})`);
	} else {
		const [isPage] = body.lower().find("<html", 1, true);
		const what = isPage === undefined ? "something that is no relay" : "a web page, of a tunnel or a proxy perhaps";
		const advice = "See that the relay runs behind it, and that it passes requests on as they are.";
		warnOnce(
			`no relay's answer ${status}`,
			`at the relay's address answers ${what} (status ${status}). ${advice} (${at.urlAt})`,
		);
	}
}

/** For an answer that came well, in a shape that this library does not know. */
export function warnOtherShape(path: string): void {
	warnOnce(
		`other shape ${path}`,
		`the relay answers ${path} in a way that this library does not understand. Update whichever of the two is older.`,
	);
}
