import type { IncomingMessage } from "node:http";
import { isLoopback } from "../lib/near.ts";

/** Opens everything in a development run, where no other key is set. Keys that are set are longer. */
export const DEVELOPMENT_KEY = "dev";

/**
 * Why a request may not use the key of a development run; undefined where it may: it comes from this machine, by a name of this
 * machine, through no proxy or tunnel, and from no page of somebody else's. A page that has its own name point here (DNS
 * rebinding) is told by that name: https://owasp.org/www-community/attacks/DNS_Rebinding
 */
export function whyNotDevelopment({ headers, rawHeaders, socket, httpVersion }: IncomingMessage): string | undefined {
  if (!isThisMachine(socket.remoteAddress ?? "")) return "the request comes from another machine";
  const { host } = headers;
  // Of two, `headers` has the first alone.
  const isOne = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length === 1;
  if (host === undefined || !isOne || !isOurName(host)) return "Host is no name of this machine";
  const forwarded = Object.keys(headers).find((name) => FORWARDING.test(name));
  if (forwarded !== undefined) return `a proxy or tunnel brought it (${forwarded})`;
  // As nginx does until 1.29 where its configuration says nothing.
  if (httpVersion === "1.0") return "a proxy brought it (HTTP/1.0)";
  if (headers.origin !== undefined && headers.origin !== `http://${host}`)
    return "a page of somebody else's sent it (Origin)";
  return undefined;
}

/** RFC 7239, RFC 9110, and what proxies, tunnels and clouds add of their own. */
const FORWARDING = new RegExp(
  [
    "^(forwarded|via|cdn-loop|true-client-ip|x-(real|client|cluster-client|remote)-(ip|addr|port)|x-(host|scheme|proto)",
    "x-(forwarded|original|proxy|proxyuser|envoy|arr|azure|amzn|appengine|cloud|ms|github)(-.*)?",
    "(cf|fly|fastly|tailscale|ngrok|akamai)-.*)$",
  ].join("|"),
);

/** An IPv4 address may be written as IPv6: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2 */
const isThisMachine = remembered((address) => isLoopback(address.replace(/^::ffff:(?=\d+\.)/i, "")));

const isOurName = remembered((host) => isLoopback(URL.parse(`http://${host}`)?.hostname ?? ""));

/** Every request asks the same of the same few. */
function remembered(ask: (of: string) => boolean): (of: string) => boolean {
  const known = new Map<string, boolean>();
  return (of) => {
    const answer = known.get(of) ?? ask(of);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(of, answer);
    return answer;
  };
}

const MOST_KNOWN = 100;
