import { HttpService, RunService, ServerStorage } from "@rbxts/services";
import { warnOnce } from "../host/warn-once";

export interface RelayAddress {
	url(this: void, path: string): string | Secret;
	authorization: string | Secret;
	/** Where the developer has put them, in words. */
	urlAt: string;
	keyAt: string;
}

const URL = "TownsfolkRelayUrl";
const KEY = "TownsfolkRelayKey";

/**
 * Address and key are secrets (https://create.roblox.com/docs/cloud-services/secrets), which Team Test has as well, and Studio
 * where it was given local ones. Where Studio has none, the Configuration `TownsfolkRelay` in ServerStorage says where the
 * developer's own relay is.
 */
export function findRelay(): RelayAddress | undefined {
	known ??= readSecrets();
	return known ?? (RunService.IsStudio() ? studioAddress() : undefined);
}

let known: RelayAddress | undefined;

function readSecrets(): RelayAddress | undefined {
	const [hasUrl, url] = pcall(() => HttpService.GetSecret(URL));
	const [hasKey, key] = pcall(() => HttpService.GetSecret(KEY));
	if (hasUrl && hasKey) {
		return {
			// Nobody can see whether it ends with a slash; the relay takes two for one.
			url: (path) => url.AddSuffix(path),
			authorization: key.AddPrefix("Bearer "),
			urlAt: `the secret ${URL}`,
			keyAt: `the secret ${KEY}`,
		};
	}
	if (hasUrl || hasKey || !RunService.IsStudio()) warnMissing(hasUrl, hasKey);
	return undefined;
}

function warnMissing(hasUrl: boolean, hasKey: boolean): void {
	const missing = hasUrl ? `secret ${KEY} is` : hasKey ? `secret ${URL} is` : `secrets ${URL} and ${KEY} are`;
	const advice =
		"Create what is missing in the Creator Dashboard: the experience, Secrets, with the relay's host as its domain.";
	warnOnce("secrets missing", `the ${missing} missing. ${advice}`);
}

function studioAddress(): RelayAddress {
	const settings = ServerStorage.FindFirstChild("TownsfolkRelay");
	const url = settings?.GetAttribute("Url");
	const key = settings?.GetAttribute("Key");
	const [base] = (typeIs(url, "string") ? url : "http://127.0.0.1:8787").gsub("[%s/]+$", "");
	return {
		url: (path) => base + path,
		authorization: `Bearer ${typeIs(key, "string") ? key : "dev"}`,
		urlAt: "the attribute Url of TownsfolkRelay in ServerStorage",
		keyAt: "the attribute Key of TownsfolkRelay in ServerStorage",
	};
}
