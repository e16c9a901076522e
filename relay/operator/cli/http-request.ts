import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";

export interface HttpRequest {
  url: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  headers: Record<string, string | number>;
  body?: Readable | string;
  signal: AbortSignal;
}

/** One request, one connection, and no patience that could run out: a large town takes the relay as long as it takes. */
export function httpRequest({ url, method, headers, body, signal }: HttpRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith("https:") ? requestHttps : requestHttp;
    const request = send(url, { method, headers, signal, agent: false });
    // Whoever refuses a body may answer before all of it is sent; what becomes of the rest is then of no interest.
    request.once("response", resolve);
    request.on("error", reject);
    if (body === undefined || typeof body === "string") request.end(body);
    else pipeline(body, request, (error) => error && reject(error));
  });
}
