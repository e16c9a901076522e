import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import type { Config } from "../../config/config.ts";
import { closeRelay, openRelay, type TestRelay } from "./relay.ts";
import { copySheets } from "./sheets.ts";

/** What `npm run npc` came to. */
interface Ended {
  out: string;
  err: string;
  code: number | null;
}

/** An empty folder in which the real command is run, and the relays and servers that it is run at: new ones for each test. */
export interface CommandLine {
  /** A path in the folder. */
  file(name: string): string;
  /** A relay whose merchant remembers players from visit to visit. */
  relayWith(overrides?: Partial<Config>): Promise<TestRelay>;
  serve(listener: RequestListener): Promise<{ url: string; close: () => void }>;
  /** Closed when the test has ended. */
  keep<T extends { close: () => void }>(server: T): T;
  npc(args: string[], options?: { input?: string; env?: Record<string, string> }): Promise<Ended>;
  /** The same for `townsfolk`, whose commands for this folder need no relay. */
  townsfolk: CommandLine["npc"];
  at(relay: { url: string }, ...args: string[]): Promise<Ended>;
  /** The rows of an export as JSON, each with its table's name. */
  rowsIn(name: string): Promise<string[]>;
}

/** For the top of a spec: what is opened in a test is closed after it. */
export function useCommandLine(): CommandLine {
  let folder: string;
  let sheetsDir: string;
  const relays: TestRelay[] = [];
  const servers: { close: () => void }[] = [];

  beforeAll(async () => {
    sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
    await copySheets(sheetsDir);
    const file = join(sheetsDir, "merchant.md");
    await writeFile(file, (await readFile(file, "utf8")).replace("name: Tobin", "name: Tobin\nmemory: player"));
  });
  afterAll(() => rm(sheetsDir, { recursive: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "npc-"));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await Promise.all(relays.splice(0).map((relay) => closeRelay(relay)));
    await rm(folder, { recursive: true, force: true });
  });

  const keep = <T extends { close: () => void }>(server: T): T => {
    servers.push(server);
    return server;
  };
  const npc: CommandLine["npc"] = (args, options) => run("operator/cli/npc.ts", folder, args, options);
  return {
    file: (name) => join(folder, name),
    relayWith: async (overrides) => {
      const relay = await openRelay({ sheetsDir, isRestricted: true, ...overrides });
      relays.push(relay);
      return relay;
    },
    serve: async (listener) => keep(await listen(listener)),
    keep,
    npc,
    townsfolk: (args, options) => run("townsfolk.ts", folder, args, options),
    at: ({ url }, ...args) => npc([...args, "--url", url]),
    rowsIn: (name) => Promise.resolve(rowsOf(join(folder, name))),
  };
}

function rowsOf(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return ["players", "conversations", "memories", "turns", "blocks", "usage"].flatMap((table) =>
      db
        .prepare(`SELECT * FROM "${table}"`)
        .all()
        .map((row) => JSON.stringify({ kind: table, row })),
    );
  } finally {
    db.close();
  }
}

/** As with `npm start`: compiled once for all tests. */
const NODE_COMPILE_CACHE = join(import.meta.dirname, "../../../node_modules/.cache/townsfolk");

/** In a process of its own, with nothing in its environment. */
async function run(
  script: string,
  cwd: string,
  args: string[],
  { input = "", env = {} }: Parameters<CommandLine["npc"]>[1] = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../..", script), ...args], {
    cwd,
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE, ...env },
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const ended = once(child, "exit") as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

async function listen(listener: RequestListener): Promise<{ url: string; close: () => void }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}

/** As if nothing had been said for so long. */
export async function ageBy({ context }: TestRelay, days: number): Promise<void> {
  const lastAt = Date.now() - days * DAY_MS;
  await context.db.updateTable("conversations").set({ lastAt }).execute();
}

const DAY_MS = 86_400_000;

export const jsonLines = <T>(out: string): T[] =>
  out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);

export const says = (pattern: RegExp): unknown => expect.stringMatching(pattern);

/** What a command says when it cannot do what it was asked. */
export const oneLine = /^npc: [^\n]+\n$/;
