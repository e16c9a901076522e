import { BlockList, isIP } from "node:net";

/** Without the brackets of an IPv6 address. */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, "");

/** On this machine, in a private network, or a name that only a private network knows, such as a container's. */
export function isNear(url: string): boolean {
  const host = hostOf(url);
  const version = isIP(host);
  if (version === 0) return !host.includes(".") || host.endsWith(".localhost");
  return NEAR.check(host, version === 6 ? "ipv6" : "ipv4");
}

/** https://www.rfc-editor.org/rfc/rfc6890 */
const NEAR = new BlockList();
NEAR.addSubnet("127.0.0.0", 8);
NEAR.addSubnet("10.0.0.0", 8);
NEAR.addSubnet("172.16.0.0", 12);
NEAR.addSubnet("192.168.0.0", 16);
NEAR.addAddress("::1", "ipv6");
NEAR.addSubnet("fc00::", 7, "ipv6");
