import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One request, as bytes: nothing between the test and the socket corrects it. */
export interface RawRequest {
  method: string;
  /** The request target, query and all. */
  target: string;
  headers: [name: string, value: string][];
  body: Buffer;
}

export interface RawResponse {
  status: number;
  body: string;
}

const PATIENCE_MS = 10_000;

export function asBytes({ method, target, headers, body }: RawRequest): Buffer {
  const head = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), body]);
}

/**
 * Sends bytes and reads until the server hangs up. Answers with nothing where nothing came that is HTTP. `thenNoMore` says on
 * the socket that no more will come: a server that waits for the rest of a request need not wait then.
 */
export async function sendRaw(url: string, bytes: Buffer, thenNoMore = false): Promise<RawResponse | undefined> {
  const socket = openSocket(url);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(bytes);
  if (thenNoMore) socket.end();
  const patience = new AbortController();
  await Promise.race([closed, sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
  socket.destroy();
  return responseIn(Buffer.concat(chunks));
}

/** A socket whose errors are nobody's business: a server may hang up on it at any time. */
export function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname).on("error", () => undefined);
}

/** The last response, since an interim one such as 100 may come before it. */
function responseIn(bytes: Buffer): RawResponse | undefined {
  const text = bytes.toString("latin1");
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  if (!Number.isFinite(status)) return undefined;
  if (status < 200) return responseIn(bytes.subarray(head.length + 4));
  const body = bytes.subarray(head.length + 4);
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? body.length);
  const isChunked = /^transfer-encoding: chunked/im.test(head);
  return { status, body: isChunked ? rest.join("\r\n\r\n") : body.subarray(0, length).toString("utf8") };
}
