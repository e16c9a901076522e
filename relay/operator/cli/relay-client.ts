import { createReadStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { ErrorReply } from "../../../game/townsfolk/wire/contract.ts";
import { codeOf } from "../../lib/error-code.ts";
import { parsedJson } from "../../lib/json.ts";
import { isPackage } from "../../lib/own-command.ts";
import { NpcError } from "./cli-error.ts";
import { type HttpRequest, httpRequest } from "./http-request.ts";

const START = isPackage ? "npx townsfolk" : "npm start";

/** A running relay, spoken to as an operator. Every method throws an `NpcError` that says in one line what is wrong. */
export interface RelayClient {
  get<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "PATCH" | "DELETE", path: string, body: unknown): Promise<T>;
  /** Sends a file of so many bytes, as it is. */
  upload<T>(path: string, file: string, bytes: number): Promise<T>;
  /** A reply that may be larger than memory. */
  download(path: string): AsyncIterable<Uint8Array>;
}

interface Where {
  url: string;
  key: string;
  universe?: string;
}

export function createRelayClient({ url, key, universe }: Where, signal: AbortSignal): RelayClient {
  const always = { authorization: `Bearer ${key}`, ...(universe !== undefined && { "x-universe": universe }) };
  const ask = async (path: string, { headers, ...request }: Partial<HttpRequest> = {}): Promise<IncomingMessage> => {
    const options = { method: "GET" as const, ...request, headers: { ...always, ...headers }, signal };
    const response = await httpRequest({ ...options, url: url + path }).catch(tell(url));
    if (response.statusCode === 200 || response.statusCode === 201) return response;
    throw refusal(url, response.statusCode ?? 0, await text(response).catch(tell(url)));
  };
  const json = async <T>(response: IncomingMessage): Promise<T> => {
    const body = parsedJson(await text(response).catch(tell(url)));
    if (body === undefined) throw notARelay(url);
    return body as T;
  };
  return {
    get: async (path) => json(await ask(path)),
    send: async (method, path, value) => {
      const body = JSON.stringify(value);
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      return json(await ask(path, { method, headers, body }));
    },
    upload: async (path, file, bytes) => {
      const headers = { "content-type": "application/octet-stream", "content-length": bytes };
      return json(await ask(path, { method: "POST", headers, body: createReadStream(file) }));
    },
    async *download(path) {
      try {
        yield* await ask(path);
      } catch (error) {
        tell(url)(error);
      }
    },
  };
}

function refusal(url: string, status: number, body: string): NpcError {
  // Node's own answer, without a body: https://nodejs.org/api/http.html#serverrequesttimeout
  if (status === 408) return new NpcError(`${url} waited too long for all of it. Ask from the relay's own machine.`);
  const reply = parsedJson(body) as Partial<ErrorReply> | null | undefined;
  const message = reply?.error?.message;
  if (message === undefined) return notARelay(url);
  return new NpcError(status === 401 ? `${url} does not let us in: ${message}` : message);
}

const notARelay = (url: string): NpcError => new NpcError(`What answers at ${url} is no Townsfolk relay.`);

/** Says what became of the connection. */
const tell =
  (url: string) =>
  (error: unknown): never => {
    if (error instanceof NpcError) throw error;
    const code = codeOf(error);
    throw new NpcError(
      code === "ECONNREFUSED"
        ? `No relay answers at ${url}. Start one with ${START}, or name another with --url.`
        : `The relay at ${url} cannot be reached, or broke off (${code}).`,
    );
  };
