import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isAway, isGivenUp } from "./postgres-errors.ts";

/** A connection of the relay's own beside those of its pool, which is made again whenever it is lost. */
export interface Session {
  /** @throws where the connection is lost. A statement that takes too long ends it. */
  say<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
  isThere(): boolean;
  close(): Promise<void>;
}

interface Hearing {
  /** Called with each connection that was made, before anybody uses it. @throws where it cannot be used. */
  begin: (client: pg.Client) => Promise<void>;
  /** Whether what `begin` has thrown at the start may pass in a moment. */
  mayPass: (error: unknown) => boolean;
  /** Called when the connection was made again, but `begin` has thrown. */
  onRefused: (error: unknown) => void;
}

/** @throws where Postgres does not answer within a moment, and what `begin` throws. */
export async function openSession(config: pg.ClientConfig, hearing: Hearing): Promise<Session> {
  const { begin, mayPass, onRefused } = hearing;
  let isOver = false;
  let current: pg.Client | undefined;

  const open = async (): Promise<void> => {
    const client = new pg.Client({ ...config, query_timeout: TOO_LONG_MS });
    client.on("error", () => lose(client)).once("end", () => lose(client));
    try {
      await client.connect();
      // Postgres finds out within half a minute that the machine of a relay is gone.
      await client.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4");
      await begin(client);
      if (isOver) return end(client);
      current = client;
    } catch (error) {
      end(client);
      throw error;
    }
  };
  const lose = (client: pg.Client): void => {
    if (current !== client) return;
    current = undefined;
    end(client);
    void openAgain();
  };
  const openAgain = async (): Promise<void> => {
    while (!isOver) {
      try {
        return await open();
      } catch (error) {
        if (!isAway(error) && !isGivenUp(error)) return onRefused(error);
        await sleep(TRY_AGAIN_MS);
      }
    }
  };
  const openAtStart = async (until: number): Promise<void> => {
    try {
      await open();
    } catch (error) {
      if (Date.now() > until || !(isAway(error) || isGivenUp(error) || mayPass(error))) throw error;
      await sleep(TRY_AGAIN_MS);
      await openAtStart(until);
    }
  };
  await openAtStart(Date.now() + START_MS);
  return {
    async say<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
      const client = current;
      if (client === undefined) throw new Error("the connection is lost");
      try {
        return (await client.query<R>(sql, values)).rows;
      } catch (error) {
        if (isAway(error)) lose(client);
        throw error;
      }
    },
    isThere: () => current !== undefined,
    close: async () => {
      isOver = true;
      const client = current;
      current = undefined;
      await client?.end();
    },
  };
}

/** Nobody waits for one that may be stuck. */
const end = (client: pg.Client): void => void client.end().catch(() => undefined);

const TOO_LONG_MS = 5_000;
const TRY_AGAIN_MS = 250;
const START_MS = 3_000;
