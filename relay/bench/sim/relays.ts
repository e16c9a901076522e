import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres } from "../../test/support/postgres.ts";
import { type RelayProcess, startRelayProcess } from "../../test/support/relay-process.ts";
import { metricsOf } from "./samples.ts";

/** The relays of a town: one on SQLite, or several on one Postgres. */
export interface Relays {
  urls: string[];
  /** Kills the last one, which starts again a moment later where it was. */
  kill(): Promise<void>;
  /** What each has counted, also one that was killed. */
  metrics(): Promise<string[]>;
  /** What was left of the first one's heap after each full collection, in MB. */
  leftInHeap(): number[];
  stop(): Promise<void>;
}

const AWAY_MS = 2_000;

export async function startRelays(count: number, env: Record<string, string>): Promise<Relays> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-sim-"));
  const postgres = count > 1 ? await startPostgres({ shared_buffers: "256MB", max_connections: "200" }) : undefined;
  const database = await postgres?.database();
  const start = async (at: number, port = "0"): Promise<RelayProcess> => {
    const own = join(folder, String(at));
    await mkdir(own, { recursive: true });
    return startRelayProcess(own, {
      ...env,
      PORT: port,
      NODE_OPTIONS: `--import ${new URL("../after-gc.mjs", import.meta.url).href}`,
      ...(database !== undefined && { DATABASE_URL: database }),
    });
  };
  const relays: RelayProcess[] = [];
  const counted: string[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(relays.map((relay) => relay.stop("SIGTERM")));
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // The first brings the database to its schema.
    for (let at = 0; at < count; at++) relays.push(await start(at));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls: relays.map(({ url }) => url),
    kill: async () => {
      const killed = relays.pop();
      if (killed === undefined) return;
      counted.push(await metricsOf(killed.url));
      await killed.stop("SIGKILL");
      await sleep(AWAY_MS);
      relays.push(await start(relays.length, new URL(killed.url).port));
    },
    metrics: async () => [...counted, ...(await Promise.all(relays.map(({ url }) => metricsOf(url))))],
    leftInHeap: () =>
      [...(relays[0]?.output() ?? "").matchAll(/full collection: (\d+) bytes/g)].map(
        ([, bytes]) => Number(bytes) / 1e6,
      ),
    stop,
  };
}
