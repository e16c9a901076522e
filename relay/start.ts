import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createApp } from "./app.ts";
import type { Config } from "./config/config.ts";
import { type Context, createContext } from "./context.ts";
import { withUnread } from "./http/unread.ts";
import { reachableHost } from "./lib/near.ts";
import { REHEARSAL } from "./models/gateway/gateway.ts";
import { now } from "./observe/clock.ts";
import { removeTempFiles } from "./operator/transfer/temp-file.ts";
import { dropStaleEvents } from "./store/events.ts";
import { dropOldTurns } from "./store/forget-turns.ts";

export interface Relay {
  /** For instance `http://127.0.0.1:8787`. */
  url: string;
  context: Context;
  /** Resolves where the relay cannot go on, with what the operator should know: it is to be closed. */
  broken: Promise<Error>;
  /** Resolves when it is known whether the model's server answers. */
  looked: Promise<void>;
  /** Answers turns that are under way, then ends everything. May be called twice. */
  close(): Promise<void>;
}

/** Turns under way when the relay is told to stop have so long to end by themselves. */
const DRAIN_MS = 5_000;
const SWEEP_MS = 30_000;
const MEETING_MS = 15_000;
const EVENTS_KEPT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** Starts the whole relay. Resolves when its mind is ready and knows the first of the cast. `stop` closes it, at whatever point it is. @throws with a message for the operator. */
export async function startRelay(config: Config, stop?: AbortSignal): Promise<Relay> {
  const closing = new AbortController();
  const listening = Promise.withResolvers<string>();
  const context = await createContext(config, listening.promise, closing.signal).catch((error: unknown) => {
    closing.abort();
    throw error;
  });
  removeTempFiles(config.dataDir);
  let whyBroken: Error | undefined;
  void context.store.broken.then((error) => {
    whyBroken = error;
    void close();
  });
  const server = createServer(config.sockets, withUnread(createApp(context)));
  let sweeping: Promise<void> | undefined;
  const sweep = setInterval(() => {
    sweeping ??= sweepUp(context).finally(() => (sweeping = undefined));
  }, SWEEP_MS);

  const shutDown = async (): Promise<void> => {
    closing.abort();
    clearInterval(sweep);
    await context.turns.drain(DRAIN_MS);
    listening.reject(new Error("The relay stopped before it listened."));
    await context.mind.close();
    await stopListening(server);
    await context.limits.close();
    await context.store.close();
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= shutDown());

  stop?.addEventListener("abort", () => void close());
  try {
    // It may have been told to stop before there was anything to close.
    stop?.throwIfAborted();
    const url = await listen(server, config);
    stop?.throwIfAborted();
    await context.turns.recover();
    listening.resolve(url);
    const looked = config.asksModelAtStart ? lookAround(context) : Promise.resolve();
    await context.mind.started;
    const met = meetTheCast(context);
    if (!context.mind.isFetching()) await Promise.race([met, sleep(MEETING_MS, undefined, { ref: false })]);
    return { url, context, looked, broken: context.store.broken, close };
  } catch (error) {
    await close();
    await stopListening(server);
    throw whyBroken ?? error;
  }
}

const lookAround = async (context: Context): Promise<void> => {
  await Promise.all([lookAtModel(context), context.moderator.look()]);
};

/** Costs nothing where every NPC is played by the rehearsal. */
const lookAtModel = async ({ cast, modelServer }: Context): Promise<void> => {
  if (cast.all().some(({ model }) => model !== REHEARSAL)) await modelServer?.begin();
};

/**
 * Makes the first turn of each NPC as quick as the next; one that fails here, or is not met yet, is met when a player speaks to
 * it. Resolves with the first NPC, so that a large cast does not make a start long.
 */
async function meetTheCast({ cast, mind, log, closing }: Context): Promise<void> {
  const told = new Set<string>();
  const meet = (npc: string): Promise<void> =>
    mind.adopt(cast.get(npc)).catch((error: unknown) => {
      if (closing.aborted) return;
      // A Letta that is away is away for all of them; what is wrong with a sheet is told of each.
      const isAway = error instanceof Error && "reason" in error && error.reason === "unavailable";
      const why = isAway ? `${String(error)} ${String(error.cause)}` : npc;
      log[told.has(why) ? "debug" : "warn"]({ err: error, npc }, "an NPC is not met yet");
      told.add(why);
    });
  const [first, ...others] = cast.all().map(({ id }) => id);
  if (first !== undefined) await meet(first);
  void inTurn(others, closing, meet);
}

async function inTurn(npcs: string[], until: AbortSignal, meet: (npc: string) => Promise<void>): Promise<void> {
  for (const npc of npcs) if (!until.aborted) await meet(npc);
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
  return `http://${reachableHost(host)}:${bound}`;
}

async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), 1_000);
  await once(server, "close");
  clearTimeout(late);
}

/** What cannot be done keeps nothing else from being done. */
async function sweepUp({ turns, db, storeWatch, log, config }: Context): Promise<void> {
  // Nobody else may ask for it.
  if ((await storeWatch.problem()) !== undefined) return;
  const kept = now() - config.keepTurnsDays * DAY_MS;
  const steps = [
    turns.endForgotten,
    turns.endIdleTalks,
    turns.forgetTheEnded,
    turns.finishErasures,
    () => dropStaleEvents(db, EVENTS_KEPT_MS),
    () => dropOldTurns(db, kept),
    () => turns.forgetOldThreads(kept),
  ];
  for (const step of steps)
    await step().catch((error: unknown) => log.error({ err: error }, "sweeping failed; it is tried again"));
}
