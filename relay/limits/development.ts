import type { IncomingMessage } from "node:http";
import { isLoopback } from "../lib/near.ts";

/** Opens everything in a development run, where no other key is set. Keys that are set are longer. */
export const DEVELOPMENT_KEY = "dev";

/**
 * Why a request may not use the key of a development run; undefined where it may: it comes from this machine, by a name of this
 * machine, through no proxy or tunnel, and from no page of somebody else's. A page that has its own name point here (DNS
 * rebinding) is told by that name: https://owasp.org/www-community/attacks/DNS_Rebinding
 */
export function whyNotDevelopment({
  headers,
  headersDistinct,
  socket,
  httpVersion,
  url,
}: IncomingMessage): string | undefined {
  if (!isThisMachine(socket.remoteAddress ?? "")) return "the request comes from another machine";
  const hosts = headersDistinct["host"] ?? [];
  // A request that names another host than `Host` does is for that one: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
  const isForHost = url?.startsWith("/") ?? false;
  if (!isForHost || hosts.length !== 1 || !hosts.every(isOurName)) return "Host is no name of this machine";
  const forwarded = Object.keys(headers).find((name) => FORWARDING.test(name));
  if (forwarded !== undefined) return `a proxy or tunnel brought it (${forwarded})`;
  // As nginx does until 1.29 where its configuration says nothing.
  if (httpVersion === "1.0") return "a proxy brought it (HTTP/1.0)";
  if (!OWN_PAGE.has(headersDistinct["sec-fetch-site"]?.join() ?? "none"))
    return "a page of somebody else's sent it (Sec-Fetch-Site)";
  if (headers.origin !== undefined && headers.origin !== `http://${hosts[0] ?? ""}`)
    return "a page of somebody else's sent it (Origin)";
  return undefined;
}

/** RFC 7239, RFC 9110, and what proxies, tunnels and clouds add of their own. */
const FORWARDING = new RegExp(
  [
    "^(via|cdn-loop|x-(host|scheme|proto|tunnel)",
    // Whose names say that they tell of somebody further away, whoever made them up.
    "(.*[-_])?(forwarded|(real|client|remote|connecting|connection|edge|origin|lt|cdn)[-_](ip|addr|port|host|proto))([-_].*)?",
    "x-(original|proxy|proxyuser|envoy|arr|azure|amzn?|appengine|cloud|ms|github|vercel|nf|railway|render|devtunnels?|tunnel|localtunnel|sigsci|b3)(-.*)?",
    "(cf|do|fly|fastly|tailscale|ngrok|akamai|bunny|ali|eagleid)(-.*)?)$",
  ].join("|"),
);

/** An IPv4 address may be written as IPv6: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2 */
const isThisMachine = remembered((address) => isLoopback(address.replace(/^::ffff:(?=\d+\.)/i, "")));

/** A name or an address and a port, and nothing that a reader of addresses takes for more. */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i;
/** What browsers say of the page that asks; nobody else says anything: https://www.w3.org/TR/fetch-metadata/ */
const OWN_PAGE = new Set(["none", "same-origin"]);

const isOurName = remembered((host) => HOST.test(host) && isLoopback(URL.parse(`http://${host}`)?.hostname ?? ""));

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
