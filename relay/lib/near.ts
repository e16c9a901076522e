import { BlockList, isIP } from "node:net";

/** Without the brackets of an IPv6 address. */
export const hostOf = (url: string): string => bare(new URL(url).hostname);

/** Whether a host, a name or an address, is this machine and reached from nowhere else. */
export const isLoopback = (host: string): boolean => isIn(LOOPBACK, bare(host), /^localhost$|\.localhost$/i);

/**
 * Whether an address is on this machine, in a private network, or has a name that only a private network knows, such as a
 * container's. What is near costs nothing but our own electricity, and needs no contract and no encryption.
 */
export const isNear = (url: string): boolean => isIn(NEAR, hostOf(url), PRIVATE_NAME);

function isIn(addresses: BlockList, host: string, names: RegExp): boolean {
  const version = isIP(host);
  return version === 0 ? names.test(host) : addresses.check(host, version === 6 ? "ipv6" : "ipv4");
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, "");

/** One label, or under a name that is kept for private use: RFC 6761, 6762, 8375, and https://www.icann.org/resources/board-material/resolutions-29-07-2024-en */
const PRIVATE_NAME = /^[^.]+$|\.(localhost|local|internal|home\.arpa)$/i;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** https://www.rfc-editor.org/rfc/rfc6890 */
const NEAR = new BlockList();
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  NEAR.addSubnet(network, bits);
NEAR.addAddress("::1", "ipv6");
NEAR.addSubnet("fc00::", 7, "ipv6");

/** An address for a listener, also one on all addresses, as it is reached from the same machine. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
