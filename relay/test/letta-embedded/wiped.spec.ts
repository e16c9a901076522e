import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeRelay, openRelay, type TestRelay, UNHURRIED } from "../support/relay.ts";

let relay: TestRelay;
const MANY = { key: 1_000, server: 1_000, npc: 1_000, player: 1_000 };
beforeAll(async () => {
  relay = await openRelay({ ...UNHURRIED, mind: "letta-app-server", turnLimits: MANY });
}, 60_000);
afterAll(() => closeRelay(relay));

const STORE = "letta/.letta/lc-local-backend";

test.each(["letta", STORE, `${STORE}/agents`, `${STORE}/conversations`, "letta/empty"])(
  "a Letta from which %s is taken while it runs answers again, and players are answered meanwhile",
  async (folder) => {
    const mindOf = async () => (await relay.talk("guard", 1, "Hello")).mind;
    while ((await mindOf()) !== "letta-app-server") await sleep(250);
    await rm(join(relay.dataDir, folder), { recursive: true, force: true, maxRetries: 5 });
    expect(["direct", "letta-app-server"]).toContain(await mindOf());
    // A Letta that has not noticed yet may answer for a moment.
    await sleep(2_500);
    const until = AbortSignal.timeout(60_000);
    while ((await mindOf()) !== "letta-app-server" && !until.aborted) await sleep(250);
    expect(await mindOf()).toBe("letta-app-server");
  },
  90_000,
);
