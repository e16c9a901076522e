import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "./postgres.ts";

/** What a test of several relays on one Postgres stands on. */
export interface PostgresTown {
  /** Empty, and of this test alone. */
  readonly databaseUrl: string;
  /** Done after the test, the last first. */
  atEnd(end: () => unknown): void;
  readonly server: PostgresServer;
  /** For a relay's `dataDir`. */
  newFolder(): Promise<string>;
}

/** One Postgres for the tests of a file, and a town for each of them. */
export function postgresForEach(): PostgresTown {
  let server: PostgresServer;
  let databaseUrl = "";
  let ends: (() => unknown)[] = [];
  beforeAll(async () => (server = await startPostgres()));
  afterAll(() => server.stop());
  beforeEach(async () => {
    databaseUrl = await server.database();
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
  });
  const atEnd = (end: () => unknown): void => void ends.push(end);
  return {
    get databaseUrl() {
      return databaseUrl;
    },
    get server() {
      return server;
    },
    atEnd,
    newFolder: async () => {
      const folder = await mkdtemp(join(tmpdir(), "townsfolk-"));
      atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
      return folder;
    },
  };
}
