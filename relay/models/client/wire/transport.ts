import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { codeOf } from "../../../lib/error-code.ts";
import { ProviderError, Unreachable } from "../provider-error.ts";
import { unpacked } from "./unpacked.ts";

export interface Sent {
  status: number;
  headers: IncomingHttpHeaders;
  /** Unpacked. Destroy it where it is not read to its end. */
  body: Readable;
}

/** Sends to one server, over connections that stay open. @throws {ProviderError} 502 where there is no answer; the signal's reason where it aborts. */
export type Transport = (path: string, body: string | undefined, signal: AbortSignal) => Promise<Sent>;

const REDIRECTS = 3;
const KEEP_MS = 30_000;

export function createTransport(baseUrl: string, apiKey: string | undefined): Transport {
  const headers = {
    accept: "text/event-stream, application/json",
    "content-type": "application/json",
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  const agents = {
    "http:": new HttpAgent({ keepAlive: true, keepAliveMsecs: KEEP_MS, timeout: 0 }),
    "https:": new HttpsAgent({ keepAlive: true, keepAliveMsecs: KEEP_MS, timeout: 0 }),
  };

  const sendOnce = (url: URL, body: string | undefined, signal: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      signal.throwIfAborted();
      const address = addressOf(url);
      const isSecure = address.protocol === "https:";
      const request = (isSecure ? httpsRequest : httpRequest)({
        ...address,
        method: body === undefined ? "GET" : "POST",
        agent: agents[isSecure ? "https:" : "http:"],
        headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
      });
      // Without an error: its connection may be another's already, or nobody's, who would not listen to it.
      const hangUp = (): void => void request.destroy();
      signal.addEventListener("abort", hangUp);
      request.on("close", () => signal.removeEventListener("abort", hangUp));
      request.on("response", (answer) => {
        // Whoever reads it hears of an error as well; one that is read no more may still have one.
        answer.on("error", () => undefined);
        resolve(answer);
      });
      request.on("error", (error) => reject(request.reusedSocket ? new StaleConnection({ cause: error }) : error));
      request.end(body);
    });

  const send = async (url: URL, body: string | undefined, signal: AbortSignal, hops = 0): Promise<Sent> => {
    // A connection that was kept may have been closed at the other end just now: that says nothing of the server.
    const answer = await sendOnce(url, body, signal).catch((error: unknown) => {
      if (error instanceof StaleConnection && !signal.aborted) return sendOnce(url, body, signal);
      throw error;
    });
    const { statusCode: status = 502, headers: got } = answer;
    if (!REDIRECTED.has(status) || got.location === undefined)
      return { status, headers: got, body: await unpacked(answer) };
    answer.destroy();
    return send(nextAddress(url, got.location, { hops, hasKey: apiKey !== undefined }), body, signal, hops + 1);
  };

  const urls = new Map<string, URL>();
  const urlOf = (path: string): URL => {
    const url = urls.get(path) ?? under(baseUrl, path);
    urls.set(path, url);
    return url;
  };
  return (path, body, signal) =>
    send(urlOf(path), body, signal).catch((error: unknown) => {
      if (signal.aborted) signal.throwIfAborted();
      throw error instanceof ProviderError
        ? error
        : new Unreachable(`The model's server cannot be reached${because(error)}.`, { cause: error });
    });
}

/** What stands behind a question mark stays there. */
export function under(baseUrl: string, path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, "")}${path}`;
  return url;
}

/** Taking an address apart costs as much as reading several pieces of an answer. */
function addressOf(url: URL): Address {
  const before = taken.get(url);
  if (before !== undefined) return before;
  const address = apart(url);
  taken.set(url, address);
  return address;
}

type Address = ReturnType<typeof apart>;
const taken = new WeakMap<URL, Address>();

const apart = ({ protocol, hostname, port, pathname, search }: URL) => ({
  protocol,
  hostname: hostname.replace(/^\[|\]$/g, ""),
  ...(port !== "" && { port }),
  path: `${pathname}${search}`,
});

class StaleConnection extends Error {
  constructor(options: ErrorOptions) {
    super("The kept connection was closed.", options);
  }
}

const REDIRECTED = new Set([301, 302, 303, 307, 308]);

/** The key goes to the host that the operator named and to no other, and never from https to http. */
function nextAddress(from: URL, location: string, { hops, hasKey }: { hops: number; hasKey: boolean }): URL {
  const to = URL.parse(location, from.href);
  if (to === null || !/^https?:$/.test(to.protocol) || hops >= REDIRECTS)
    throw new ProviderError(502, "The model's server redirects for ever, or to no address.");
  const isUpgrade = from.protocol === "http:" && to.protocol === "https:" && to.hostname === from.hostname;
  if (hasKey && to.origin !== from.origin && !isUpgrade)
    throw new ProviderError(
      502,
      `The model's server redirects to ${to.origin}, which is not sent the key; set OPENAI_BASE_URL to where it is.`,
    );
  return to;
}

function because(error: unknown): string {
  const code = codeOf(error);
  return code === "" ? "" : ` (${code})`;
}
