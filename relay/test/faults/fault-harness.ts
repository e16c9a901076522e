import { sql } from "kysely";
import type { Config } from "../../config/config.ts";
import { lettasOf } from "../support/letta-processes.ts";
import { openProvider, type Reply, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { well } from "./faults.ts";
import { mountSmallDisk } from "./small-disk.ts";

/** A relay, its model's server and its Letta, all of which can be hurt. */
export interface FaultHarness {
  relay: TestRelay;
  provider: TestProvider;
  /** The model does this until it is mended. */
  play(reply: Reply): () => void;
  killLetta(): Promise<void>;
  fillDisk(): Promise<void>;
  freeDisk(): Promise<void>;
  setClock(byMs: number): () => void;
  close(): Promise<void>;
}

export async function openFaultHarness(settings: Partial<Config>): Promise<FaultHarness> {
  let model: Reply = well;
  const provider = await openProvider((request, answer) => model(request, answer));
  const disk = await mountSmallDisk();
  const relay = await openRelay({
    ...settings,
    ...(disk && { dataDir: disk.folder }),
    provider: { baseUrl: provider.url, apiKey: "sk-faults", model: "m" },
    turnLimits: { key: 10_000, server: 10_000, npc: 10_000, player: 10_000 },
  });
  const clock = Date.now;
  return {
    relay,
    provider,
    play: (reply) => {
      model = reply;
      return () => void (model = well);
    },
    killLetta: async () => {
      for (const pid of await lettasOf(process.pid)) process.kill(pid, "SIGKILL");
    },
    fillDisk: () => (disk ? disk.fill() : setReadOnly(relay, true)),
    freeDisk: () => (disk ? disk.free() : setReadOnly(relay, false)),
    setClock: (byMs) => {
      Date.now = () => clock() + byMs;
      return () => void (Date.now = clock);
    },
    close: async () => {
      Date.now = clock;
      await closeRelay(relay, disk?.unmount);
      await provider.stop();
    },
  };
}

/** Where no disk can be mounted: the store refuses to write, as it does on a full one. */
async function setReadOnly(relay: TestRelay, on: boolean): Promise<void> {
  await sql`PRAGMA query_only = ${sql.lit(on ? 1 : 0)}`.execute(relay.context.db);
}
