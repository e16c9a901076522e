import { HttpService, RunService, ServerStorage } from "@rbxts/services";

export interface RelayAddress {
	url(this: void, path: string): string | Secret;
	authorization: string | Secret;
}

/**
 * Live games keep address and key as secrets (https://create.roblox.com/docs/cloud-services/secrets). Studio has none:
 * there the Configuration `TownsfolkRelay` in ServerStorage says where the developer's own relay is.
 */
export function findRelay(): RelayAddress | undefined {
	if (RunService.IsStudio()) return studioAddress();
	secretAddress ??= readSecrets();
	return secretAddress;
}

let secretAddress: RelayAddress | undefined;
let hasWarned = false;

function readSecrets(): RelayAddress | undefined {
	const [found, address] = pcall(() => {
		const url = HttpService.GetSecret("TownsfolkRelayUrl");
		const key = HttpService.GetSecret("TownsfolkRelayKey");
		return { url: (path: string) => url.AddSuffix(path), authorization: key.AddPrefix("Bearer ") };
	});
	if (found) return address;
	if (!hasWarned) warn("Townsfolk: the secrets TownsfolkRelayUrl and TownsfolkRelayKey are missing.");
	hasWarned = true;
	return undefined;
}

function studioAddress(): RelayAddress {
	const settings = ServerStorage.FindFirstChild("TownsfolkRelay");
	const url = settings?.GetAttribute("Url");
	const key = settings?.GetAttribute("Key");
	const base = typeIs(url, "string") ? url : "http://127.0.0.1:8787";
	return { url: (path) => base + path, authorization: `Bearer ${typeIs(key, "string") ? key : "dev"}` };
}
