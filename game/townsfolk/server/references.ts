/** Of all that is outside of Roblox, only these may be named, and only to players whom their policy lets see them. */
export type Platform = "Discord" | "Facebook" | "Twitch" | "YouTube" | "X" | "GitHub" | "Guilded";

/** As `AllowedExternalLinkReferences` calls them. "discord" and "twitch" are words too, so a name has its capital. */
const PLATFORMS: { name: Platform; written: string[]; hosts: string[] }[] = [
	{ name: "Discord", written: ["Discord"], hosts: ["discord.com", "discord.gg"] },
	{ name: "Facebook", written: ["Facebook"], hosts: ["facebook.com", "fb.com"] },
	{ name: "Twitch", written: ["Twitch"], hosts: ["twitch.tv"] },
	{ name: "YouTube", written: ["YouTube", "Youtube"], hosts: ["youtube.com", "youtu.be"] },
	{ name: "X", written: ["Twitter"], hosts: ["x.com", "twitter.com"] },
	{ name: "GitHub", written: ["GitHub", "Github"], hosts: ["github.com"] },
	{ name: "Guilded", written: ["Guilded"], hosts: ["guilded.gg"] },
];

/** Without `https://` before it, only what ends so is taken for an address: a forgotten space makes one of any two words. */
const ENDINGS = new Set(["com", "net", "org", "gg", "tv", "be"]);

/** The platforms that a text refers to, and `false` for any other place on the web. */
export function referencesIn(text: string): (Platform | false)[] {
	const named = PLATFORMS.filter(({ written }) => written.some((word) => isWordOf(text, word)));
	return [...named.map(({ name }) => name), ...hostsIn(text).map(platformOf)];
}

function isWordOf(text: string, word: string): boolean {
	const [at] = text.find(`%f[%w]${word}%f[%W]`);
	return at !== undefined;
}

function hostsIn(text: string): string[] {
	const [scheme] = text.find("://", 1, true);
	const hosts = new Array<string>();
	for (const [word] of text.lower().gmatch("[%w%-%.]+")) {
		const [host, ending] = tostring(word).match("^(.*%.(%l+))%.*$");
		if (host !== undefined && (scheme !== undefined || ENDINGS.has(tostring(ending)))) hosts.push(tostring(host));
	}
	return hosts;
}

function platformOf(host: string): Platform | false {
	const found = PLATFORMS.find(({ hosts }) =>
		hosts.some((known) => `.${host}`.sub(-known.size() - 1) === `.${known}`),
	);
	return found?.name ?? false;
}
