import { createHash, randomUUID } from "node:crypto";
import { openRelayProcess, type RelayProcess } from "../red-team/relay-process.ts";

let relay: RelayProcess;
beforeAll(async () => {
  relay = await openRelayProcess({ MIND: "direct", LOG_LEVEL: "info" });
});
afterAll(() => relay.close());

test("a game that declares its acts anew again and again fills no log", async () => {
  for (let change = 0; change < 20; change++) {
    const body = JSON.stringify({
      acts: [{ name: `act_${"abcdefghijklmnopqrst"[change]}`, description: "Does something.", args: [], waits: false }],
    });
    const hash = createHash("sha256").update(body).digest("hex");
    expect((await relay.put(`/v1/acts/${hash}`, body)).status).toBe(204);
    const say = { kind: "say", turn: randomUUID(), npc: "guard", player: change + 1, text: "Hello" };
    const reply = await relay.post("/v1/messages", { server: "s", acts: hash, messages: [say] });
    expect(await reply.json()).toEqual({ receipts: [{ ok: true }] });
  }
  const told = () => relay.log().split("comes to nothing").length - 1;
  const late = AbortSignal.timeout(10_000);
  while (relay.log().split('"msg":"turn"').length - 1 < 20 && !late.aborted)
    await new Promise((go) => setTimeout(go, 50));
  const once = told();
  expect(once).toBeGreaterThan(0);
  // Of one declaration: each of the cast's acts that it has not.
  expect(once).toBeLessThan(80);
});

test("what strangers send fills no log", async () => {
  const before = relay.log().length;
  const paths = ["/v1/npcs", "/metrics", "/llm/v1/models", "/webhooks/roblox", "/%", "/v1/admin/npcs", "/readyz"];
  for (let round = 0; round < 20; round++)
    for (const path of paths) {
      await fetch(`${relay.url}${path}`, { headers: { authorization: "Bearer wrong" } });
      await fetch(`${relay.url}${path}`, { method: "POST", body: "{".repeat(1_000) });
    }
  await new Promise((go) => setTimeout(go, 300));
  expect(relay.log().length - before).toBeLessThan(1_000);
});
