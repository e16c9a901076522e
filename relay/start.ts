import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createApp } from "./app.ts";
import { openCast } from "./cast/cast.ts";
import type { Config } from "./config.ts";
import { openPlayedCast } from "./memory/played-cast.ts";
import type { Context } from "./context.ts";
import { createGateway } from "./gateway/gateway.ts";
import { createLogger } from "./logger.ts";
import { startMind, whenStarted } from "./minds/choose.ts";
import { dropStaleEvents } from "./store/events.ts";
import { lettaRefs } from "./store/letta-refs.ts";
import { openStore } from "./store/store.ts";
import { dropOldTurns } from "./store/turns.ts";
import { createFeed } from "./turns/feed.ts";
import { createTurns } from "./turns/turns.ts";

export interface Relay {
  /** For instance `http://127.0.0.1:8787`. */
  url: string;
  context: Context;
  /** Answers turns that are under way, then ends everything. May be called twice. */
  close(): Promise<void>;
}

/** Turns under way when the relay is told to stop have so long to end by themselves. */
const DRAIN_MS = 5_000;
const SWEEP_MS = 30_000;
const EVENTS_KEPT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** Starts the whole relay. Resolves when its mind is ready. @throws with a message for the operator. */
export async function startRelay(config: Config): Promise<Relay> {
  const closing = new AbortController();
  const log = createLogger(config.logLevel);
  const sheets = openCast(config.sheetsDir, config.isRestricted, log, closing.signal);
  const store = await openStore(config.dataDir);
  const { db } = store;
  const cast = await openPlayedCast(db, sheets);
  const gateway = createGateway({ cast, provider: config.provider });
  const token = randomBytes(24).toString("hex");
  // The embedded Letta finds the gateway at our own port, so we listen first.
  const listening = Promise.withResolvers<string>();
  const starting = listening.promise.then((url) =>
    startMind({ config, gateway, door: { url: `${url}/llm/v1`, token }, refs: lettaRefs(db), log }),
  );
  const mind = whenStarted(starting);
  const feed = createFeed(db);
  const turns = createTurns({ db, cast, mind, feed, log });
  const context: Context = {
    config,
    log,
    cast,
    db,
    gateway,
    token,
    mind,
    feed,
    turns,
    model: gateway.defaultModel,
    closing: closing.signal,
  };
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 65_000 }, createApp(context));
  const sweep = setInterval(() => void sweepUp(context), SWEEP_MS);

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= shutDown());
  const shutDown = async (): Promise<void> => {
    closing.abort();
    clearInterval(sweep);
    await turns.drain(DRAIN_MS);
    listening.reject(new Error("stopped before it listened"));
    await mind.close();
    await stopListening(server);
    await store.close();
  };

  try {
    const url = await listen(server, config);
    await turns.recover();
    listening.resolve(url);
    await starting;
    return { url, context, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(server: Server, { host, port }: Config): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw taken
      ? new Error(`${host}:${port} is taken. Is a relay running already? Else set PORT.`, { cause: error })
      : error;
  }
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return `http://${reachable(host)}:${bound}`;
}

/** An address for a listener on all addresses, as it is reached from the same machine. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), 1_000);
  await once(server, "close");
  clearTimeout(late);
}

async function sweepUp({ turns, db, log, config }: Context): Promise<void> {
  try {
    await dropOldTurns(db, Date.now() - config.keepTurnsDays * DAY_MS);
    await turns.endIdleTalks();
    await dropStaleEvents(db, Date.now() - EVENTS_KEPT_MS);
  } catch (error) {
    log.error({ err: error }, "sweeping failed; it is tried again");
  }
}
