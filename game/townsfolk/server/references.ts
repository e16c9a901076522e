/**
 * Outside of Roblox nobody may be sent (https://about.roblox.com/community-standards, "Directing Users Off-Platform"), and since
 * `PolicyInfo.AllowedExternalLinkReferences` "always returns an empty array", nobody may be shown so much as a name.
 * https://create.roblox.com/docs/reference/engine/classes/PolicyService
 *
 * "discord" and "twitch" are words too, so a name has its capital.
 */
const NAMES = ["Discord", "Facebook", "Twitch", "YouTube", "Youtube", "Twitter", "GitHub", "Github", "Guilded"];

/** Without `https://` before it, only what ends so is taken for an address: a forgotten space makes one of any two words. */
const ENDINGS = new Set(["com", "net", "org", "gg", "tv", "be"]);

/** Whether a text names a platform or any other place on the web. */
export function refersOutside(text: string): boolean {
	return NAMES.some((name) => text.find(`%f[%w]${name}%f[%W]`)[0] !== undefined) || hasHost(text);
}

function hasHost(text: string): boolean {
	const [scheme] = text.find("://", 1, true);
	for (const [word] of text.lower().gmatch("[%w%-%.]+")) {
		const [host, ending] = tostring(word).match("^(.*%.(%l+))%.*$");
		if (host !== undefined && (scheme !== undefined || ENDINGS.has(tostring(ending)))) return true;
	}
	return false;
}
