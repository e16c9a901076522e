import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Config } from "../../config/config.ts";
import { openQuickPool, type QuickPool } from "../../store/postgres/quick-pool.ts";
import { type PostgresServer, startPostgres, tell } from "./postgres.ts";

/** A town that is empty, in a folder of its own, and how to look into its store from outside of every relay. */
export interface Town {
  settings: Pick<Config, "dataDir" | "databaseUrl">;
  look(sql: string): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
}

interface Engine {
  start(): Promise<void>;
  town(): Promise<Town>;
  stop(): Promise<void>;
}

export const ENGINES = ["SQLite", "Postgres"] as const;

/** What may be the store. */
export const engineOf = (name: (typeof ENGINES)[number]): Engine => (name === "SQLite" ? sqlite() : postgres());

const sqlite = (): Engine => ({
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  town: async () => {
    const folder = await newFolder();
    return {
      ...folder,
      look: (sql) => {
        const db = new DatabaseSync(join(folder.settings.dataDir, "townsfolk.db"), { readOnly: true });
        const rows = db.prepare(sql).all();
        db.close();
        return Promise.resolve(rows);
      },
    };
  },
});

function postgres(): Engine {
  let server: PostgresServer | undefined;
  return {
    start: async () => void (server = await startPostgres()),
    stop: async () => server?.stop(),
    town: async () => {
      const folder = await newFolder();
      const databaseUrl = await server?.database();
      if (databaseUrl === undefined) throw new Error("Postgres is not started.");
      return { ...folder, settings: { ...folder.settings, databaseUrl }, look: (sql) => tell(databaseUrl, sql) };
    },
  };
}

/** Of three relays on the town's database; none where it has none. */
export const poolsOf = ({ settings: { databaseUrl } }: Town): QuickPool[] =>
  databaseUrl === undefined ? [] : [1, 2, 3].map(() => openQuickPool(databaseUrl));

async function newFolder(): Promise<Pick<Town, "settings" | "remove">> {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-"));
  return { settings: { dataDir }, remove: () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }) };
}
