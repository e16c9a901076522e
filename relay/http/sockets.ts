import type { ServerOptions } from "node:http";

export type SocketLimits = Required<
  Pick<
    ServerOptions,
    "maxHeaderSize" | "headersTimeout" | "requestTimeout" | "keepAliveTimeout" | "connectionsCheckingInterval"
  >
>;

/**
 * What a connection may cost before anybody has shown a key: bytes and milliseconds. Whoever sends more is answered 431, whoever
 * sends slower 408, and hung up on. A long poll is no slow request: its request is there at once, only its answer waits.
 * https://nodejs.org/docs/latest-v24.x/api/http.html#httpcreateserveroptions-requestlistener
 */
export const SOCKET_LIMITS: SocketLimits = {
  /** Node's default. A place server sends under 1 KiB; Roblox's secrets have 1,024 characters at most. */
  maxHeaderSize: 16_384,
  /** Node waits for a minute. A header is one or two packets, so this is time for several that were lost. */
  headersTimeout: 10_000,
  /** 64 KiB of body in this time are 18 kbit/s: no place server and no proxy is that slow. Node: five minutes. */
  requestTimeout: 30_000,
  /** Longer than the 60 s for which nginx keeps a connection to us: https://nginx.org/r/keepalive_timeout */
  keepAliveTimeout: 65_000,
  /** How often Node looks for who is too slow. Its default of 30 s would make 40 of the 10. */
  connectionsCheckingInterval: 5_000,
};
