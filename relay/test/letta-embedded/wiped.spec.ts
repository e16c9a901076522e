import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeRelay, openRelay, type TestRelay, UNHURRIED } from "../support/relay.ts";

let relay: TestRelay;
const MANY = { key: 1_000, server: 1_000, npc: 1_000, player: 1_000 };
beforeAll(async () => {
  relay = await openRelay({ ...UNHURRIED, mind: "letta-app-server", turnLimits: MANY });
});
afterAll(() => closeRelay(relay));

const STORE = "letta/.letta/lc-local-backend";

const mindOf = async () => (await relay.talk("guard", 1, "Hello")).mind;
const untilLetta = async (within = 60_000): Promise<void> => {
  const until = AbortSignal.timeout(within);
  while ((await mindOf()) !== "letta-app-server" && !until.aborted) await sleep(250);
  expect(await mindOf()).toBe("letta-app-server");
};

test.each(["letta", STORE, `${STORE}/agents`, `${STORE}/conversations`, "letta/empty"])(
  "a Letta from which %s is taken while it runs answers again, and players are answered meanwhile",
  async (folder) => {
    await untilLetta();
    await rm(join(relay.dataDir, folder), { recursive: true, force: true, maxRetries: 5 });
    expect(["direct", "letta-app-server"]).toContain(await mindOf());
    // A Letta that has not noticed yet may answer for a moment.
    await sleep(2_500);
    await untilLetta();
  },
  90_000,
);

test("a Letta whose home cannot be made for a while, as on a full disk, is started when it can", async () => {
  await untilLetta();
  const home = join(relay.dataDir, "letta");
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
  await writeFile(home, "in its place");
  // It has ended by then, and was to be started again more than once.
  await sleep(6_000);
  expect(await mindOf()).toBe("direct");
  await rm(home);
  await untilLetta();
});
