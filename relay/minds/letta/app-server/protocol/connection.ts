import { randomUUID } from "node:crypto";
import { type RawData, WebSocket } from "ws";
import { z } from "zod";
import { parsedJson } from "../../../../lib/json.ts";
import type { Logger } from "../../../../observe/logger.ts";
import type { Address } from "./address.ts";
import { type Frame, readFrame } from "./frames.ts";

/** One socket to an App Server, over which all conversations are spoken. */
export interface Connection {
  /** Sends a command and waits for its response, which may be a refusal. @throws when none comes. */
  request(command: Command): Promise<unknown>;
  send(command: Command): void;
  /** Hears every frame until the function that comes back is called. */
  listen(hear: (frame: Frame) => void): () => void;
  /** Aborts when the socket is closed, from whichever side. */
  over: AbortSignal;
  close(): void;
}

export type Command = { type: string } & Record<string, unknown>;

const OPENING_MS = 5_000;
const RESPONSE_MS = 20_000;
/** A server that leaves two of these pings in a row without an answer is taken for dead. */
const PING_MS = 15_000;

/** @throws when the server does not let us in. */
export async function connect({ url, token }: Address, log: Logger): Promise<Connection> {
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: OPENING_MS,
    perMessageDeflate: false,
  });
  const over = new AbortController();
  const waiting = new Map<string, (response: unknown) => void>();
  const listeners = new Set<(frame: Frame) => void>();

  socket.on("message", (data) => {
    const message = parse(data);
    const respond = typeof message.request_id === "string" ? waiting.get(message.request_id) : undefined;
    if (respond !== undefined) return respond(message);
    try {
      const frame = readFrame(message);
      if (frame !== undefined) for (const hear of [...listeners]) hear(frame);
    } catch {
      log.warn({ type: message.type }, "letta sent a frame of an unknown shape");
    }
  });
  socket.on("close", () => over.abort());
  socket.on("error", () => socket.terminate());
  await opened(socket);
  beat(socket, over.signal);

  const connection: Connection = {
    send: (command) => socket.send(JSON.stringify(command)),
    request: (command) =>
      new Promise((resolve, reject) => {
        const id = randomUUID();
        const end = (settle: () => void) => {
          waiting.delete(id);
          clearTimeout(timer);
          over.signal.removeEventListener("abort", lost);
          settle();
        };
        const lost = () => end(() => reject(new Error(`${command.type}: the connection to Letta is gone`)));
        const timer = setTimeout(
          () => end(() => reject(new Error(`${command.type}: Letta does not answer`))),
          RESPONSE_MS,
        );
        if (over.signal.aborted) return lost();
        over.signal.addEventListener("abort", lost);
        waiting.set(id, (response) => end(() => resolve(response)));
        connection.send({ ...command, request_id: id });
      }),
    listen: (hear) => {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    over: over.signal,
    close: () => socket.close(),
  };
  return connection;
}

/** A request that must not be refused. @throws with the server's reason when it is. */
export async function demand<T>(connection: Connection, command: Command, shape: z.ZodType<T>): Promise<T> {
  const response = await connection.request(command);
  const refusal = refused.safeParse(response);
  if (refusal.success) throw new Error(`${command.type}: ${refusal.data.error}`);
  return shape.parse(response);
}

/** Whether a request was refused because what it named is not there. */
export const isNotFound = (response: unknown): boolean => {
  const refusal = refused.safeParse(response);
  return refusal.success && /not found/i.test(refusal.data.error);
};

const refused = z.object({ success: z.literal(false), error: z.string().default("refused") });

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("open", () => {
      socket.off("error", reject);
      resolve();
    });
    socket.once("error", reject);
  });
}

function beat(socket: WebSocket, over: AbortSignal): void {
  let unanswered = 0;
  socket.on("pong", () => (unanswered = 0));
  const timer = setInterval(() => {
    if (unanswered === 2) return socket.terminate();
    unanswered += 1;
    socket.ping();
  }, PING_MS).unref();
  over.addEventListener("abort", () => clearInterval(timer));
}

/** With its default `binaryType` the socket hands out every message as one Buffer. */
function parse(data: RawData): { type?: unknown; request_id?: unknown } {
  const message = Buffer.isBuffer(data) ? parsedJson(data.toString("utf8")) : undefined;
  return typeof message === "object" && message !== null ? message : {};
}
