import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { createLogger } from "../observe/logger.ts";
import { openStoreOf } from "../store/open-store.ts";
import type { Schema } from "../store/schema.ts";
import type { Database } from "../store/store.ts";
import { startPostgres } from "../test/support/postgres.ts";
import { percentile } from "./percentile.ts";
import { storeTurn } from "./stored-turn.ts";

/**
 * `npm run bench:postgres [-- --turns 4096]`: what the store alone carries on a real Postgres, with 512 who talk at once, in the
 * three writes that a turn has: accepted, a beat told, ended and told. Beside it the same with a plain commit a step.
 */
const AT_ONCE = 512;
const SERVERS = 40;
const turns = Number(process.argv[process.argv.indexOf("--turns") + 1] ?? NaN) || 4_096;

const server = await startPostgres({ shared_buffers: "256MB", max_connections: "100" });
const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
try {
  const plain = await plainStore();
  const slow = await measure("a plain commit a step", plain);
  await plain.destroy();
  const settings = { dataDir, databaseUrl: await server.database() };
  const store = await openStoreOf(settings, { storeUsed: () => undefined }, await createLogger("silent"));
  const quick = await measure("the relay's store", store.db);
  await store.close();
  process.stdout.write(`${(quick / slow).toFixed(1)} of a plain commit a step\n`);
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** The relay's schema, and each transaction waits for the disk by itself. */
async function plainStore(): Promise<Kysely<Schema>> {
  const databaseUrl = await server.database();
  const made = await openStoreOf(
    { dataDir, databaseUrl },
    { storeUsed: () => undefined },
    await createLogger("silent"),
  );
  await made.close();
  const types: pg.CustomTypesConfig = {
    getTypeParser: (oid, format) => ([20].includes(oid) ? Number : (pg.types.getTypeParser(oid, format) as unknown)),
  };
  return new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool: new pg.Pool({ connectionString: databaseUrl, max: 32, types }).on("error", () => undefined),
    }),
  });
}

/** Answers with turns a second. */
async function measure(what: string, db: Database): Promise<number> {
  await talk(db, AT_ONCE);
  const waits: number[] = [];
  const began = performance.now();
  const cpu = process.cpuUsage();
  await talk(db, turns, waits);
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = turns / ((performance.now() - began) / 1_000);
  const at = (share: number): string => percentile(waits, share).toFixed(0);
  process.stdout.write(
    `${what}: ${perSecond.toFixed(0)} turns/s, a turn p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${((user + system) / turns).toFixed(0)} µs of CPU in Node\n`,
  );
  return perSecond;
}

async function talk(db: Database, count: number, waits: number[] = []): Promise<void> {
  let left = count;
  const speaker = async (index: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      await storeTurn(db, index, `u/${index % SERVERS}`);
      waits.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, (_, index) => speaker(index)));
}
