import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { speakTo } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

test("a Letta that cannot be reached is told once, whatever the number of NPCs, and they answer without it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "unreached-"));
  const env = { MIND: "letta-api", LETTA_BASE_URL: "http://127.0.0.1:1025", RELAY_KEYS: "a-key-of-these-tests" };
  const relay = await startRelayProcess(folder, env);
  for (const npc of ["guard", "merchant", "tutor"]) {
    const body = { npc, player: "1", text: "hello" };
    const answer = await speakTo(relay.url).post("/v1/talk", body, env.RELAY_KEYS);
    expect(await answer.json()).toMatchObject({ mind: "direct" });
  }
  await relay.stop("SIGTERM");
  expect(relay.output().split("an NPC is not met yet")).toHaveLength(2);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});
