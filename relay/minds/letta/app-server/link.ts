import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { aborted } from "node:util";
import { now } from "../../../observe/clock.ts";
import type { Logger } from "../../../observe/logger.ts";
import { MindError } from "../../mind.ts";
import { confirmHardening } from "./hardening/confirm-hardening.ts";
import { deny, weaknessOf } from "./hardening/hardening.ts";
import { connect, type Connection } from "./protocol/connection.ts";
import type { LettaServer } from "./server.ts";

/** Keeps one connection to the server; opens the next one whenever it breaks. */
export interface Link {
  /** Waits for a connection. @throws {MindError} `unavailable` when none is to be expected. */
  connection(signal: AbortSignal): Promise<Connection>;
  isReady(): boolean;
  /** It has been away for longer than a start takes, or there is no server to be expected. */
  isGone(): boolean;
  close(): Promise<void>;
}

const PAUSE_MS = 250;
const GONE_AFTER_MS = 15_000;

/** @throws when the server cannot be reached, or is not as hardened as it must be. The server is closed then. */
export async function openLink(server: LettaServer, log: Logger): Promise<Link> {
  const ended = new AbortController();
  const news = new EventEmitter().setMaxListeners(0);
  const isClosed = () => ended.signal.aborted;
  let current: Connection | undefined;
  let verdict: Error | undefined;
  let lostAt = now();

  const close = async () => {
    ended.abort();
    current?.close();
    current = undefined;
    news.emit("change");
    await server.close();
  };
  /** No player may talk to a server of which we know that it is open to them. */
  const shutDown = (weakness: string) => {
    if (isClosed()) return;
    verdict = new Error(`Letta is not as hardened as it must be: ${weakness}`);
    log.fatal(`${verdict.message}. It is shut down.`);
    void close();
  };
  const renew = async () => {
    const opened = await open(server, shutDown, ended.signal, log);
    if (isClosed()) return opened.close();
    current = opened;
    log.info("letta is ready");
    news.emit("change");
  };
  const keep = async () => {
    for (;;) {
      if (current !== undefined) {
        await aborted(current.over, current);
        lostAt = now();
      }
      current = undefined;
      if (isClosed()) return;
      await renew().catch(async (error: unknown) => {
        if (!isClosed()) log.warn({ err: error }, "letta cannot be reached");
        news.emit("change");
        await sleep(PAUSE_MS);
      });
    }
  };

  try {
    await renew();
  } catch (error) {
    await close();
    throw verdict ?? error;
  }
  void keep();
  return {
    isReady: () => current !== undefined,
    isGone: () => current === undefined && (isClosed() || !server.isExpected() || now() - lostAt > GONE_AFTER_MS),
    close,
    connection: async (signal) => {
      while (current === undefined) {
        if (isClosed() || !server.isExpected())
          throw new MindError("unavailable", "There is no Letta server.", { cause: verdict });
        await once(news, "change", { signal });
      }
      return current;
    },
  };
}

async function open(
  server: LettaServer,
  shutDown: (weakness: string) => void,
  signal: AbortSignal,
  log: Logger,
): Promise<Connection> {
  const address = await server.up(signal);
  const report = () => {
    if (!signal.aborted) server.lost(address);
  };
  try {
    const connection = await connect(address, log);
    connection.over.addEventListener("abort", report);
    watch(connection, shutDown);
    try {
      await server.greet(connection);
      await confirmHardening(connection, address);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  } catch (error) {
    report();
    throw error;
  }
}

function watch(connection: Connection, shutDown: (weakness: string) => void): void {
  connection.listen((frame) => {
    if (frame.type === "control_request") deny(connection, frame);
    if (frame.type === "update_subagent_state" && frame.subagents.length > 0) shutDown("a subagent was started");
    const weakness = frame.type === "update_device_status" ? weaknessOf(frame) : undefined;
    if (weakness !== undefined) shutDown(weakness);
  });
}
