import type { Logger } from "../observe/logger.ts";
import type { Metrics } from "../observe/metrics.ts";
import { openStore, type Store } from "./store.ts";

/** The store that the settings name: a Postgres database, or else a SQLite file in `dataDir`. @throws in words. */
export async function openStoreOf(
  { dataDir, databaseUrl }: { dataDir: string; databaseUrl?: string },
  metrics: Pick<Metrics, "storeUsed">,
  log: Logger,
): Promise<Store> {
  if (databaseUrl === undefined) return openStore(dataDir, metrics, log);
  // Only then: who has a file needs no client for Postgres in memory.
  const { openPostgresStore } = await import("./postgres/postgres-store.ts");
  return openPostgresStore(databaseUrl, dataDir, metrics, log);
}
