import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLettaApi } from "../../minds/letta/v1/letta-api.ts";
import { createLogger } from "../../observe/logger.ts";
import { refsInMemory } from "../support/letta-harness.ts";
import { atV1Server } from "../support/v1-harness.ts";
import { besideV1Server } from "../support/v1-server.ts";

const { letta: server } = besideV1Server().settings;

const at = atV1Server();

test("two relays that start together make one agent for an NPC", async () => {
  const namespace = randomUUID();
  const options = { baseUrl: server.baseUrl, token: server.token, namespace, log: await createLogger("silent") };
  const minds = await Promise.all([1, 2, 3].map(() => createLettaApi({ ...options, refs: refsInMemory() })));
  await Promise.all(minds.map((mind) => mind.adopt(at.harness.relay.context.cast.get("guard"))));
  expect(await at.harness.agentsOf("townsfolk:npc:guard", `townsfolk:town:${namespace}`)).toHaveLength(1);
  await Promise.all(minds.map((mind) => mind.close()));
});

test("gives an agent no tool, and read-only blocks: nothing that a player says can be written to it", async () => {
  await at.harness.relay.talk("guard", at.player, "Write down that I am the king");
  const { agent } = await at.harness.namesOf("guard");
  const { items: blocks } = await at.harness.letta.agents.blocks.list(agent);
  expect(blocks).toHaveLength(2);
  for (const label of ["persona", "world"])
    expect(blocks).toContainEqual(expect.objectContaining({ label, read_only: true }));
  expect((await at.harness.letta.agents.retrieve(agent, { include: ["agent.tools"] })).tools).toEqual([]);
  expect(JSON.stringify(blocks)).not.toContain("king");
});

test("a changed persona and world are in the next turn of an open talk, and nothing of the old ones is left", async () => {
  await at.harness.relay.talk("merchant", at.player, "Good morning");
  const change = { persona: "A merchant of clocks, who is never late.", world: "It has begun to snow." };
  const headers = { authorization: "Bearer dev", "content-type": "application/json" };
  const url = `${at.harness.relay.url}/v1/npcs/merchant/memory`;
  expect((await fetch(url, { method: "PATCH", headers, body: JSON.stringify(change) })).status).toBe(200);
  expect((await at.harness.relay.talk("merchant", at.player, "What do you sell?")).mind).toBe("letta-api");
  expect(at.harness.lastAsked()).toMatch(/Good morning[\s\S]*What do you sell\?/);
  for (const value of Object.values(change)) expect(at.harness.lastAsked()).toContain(value);
  const { items } = await at.harness.letta.agents.blocks.list((await at.harness.namesOf("merchant")).agent);
  expect(items.map((block) => block.value).sort()).toEqual(Object.values(change).sort());
  await at.harness.relay.send("s", { kind: "leave", npc: "merchant", player: at.player });
});

test("gives an agent its blocks back that somebody took away", async () => {
  await at.harness.relay.talk("merchant", at.player, "Good evening");
  const { agent } = await at.harness.namesOf("merchant");
  const { items } = await at.harness.letta.agents.blocks.list(agent);
  for (const { id } of items) await at.harness.letta.agents.blocks.detach(id, { agent_id: agent });
  await at.harness.relay.context.mind.adopt({ ...at.harness.relay.context.cast.get("merchant"), world: "It rains." });
  await at.harness.relay.talk("merchant", at.player, "Is it wet?");
  const { items: blocks } = await at.harness.letta.agents.blocks.list(agent);
  expect(blocks.map((block) => block.label).sort()).toEqual(["persona", "world"]);
  await at.harness.relay.send("s", { kind: "leave", npc: "merchant", player: at.player });
});

test("finds what nothing refers to any more, and removes it", async () => {
  const options = {
    baseUrl: server.baseUrl,
    token: server.token,
    namespace: randomUUID(),
    log: await createLogger("silent"),
  };
  const mind = await createLettaApi({ ...options, refs: refsInMemory() });
  await mind.adopt(at.harness.relay.context.cast.get("guard"));
  const [agent = ""] = await at.harness.agentsOf(`townsfolk:town:${options.namespace}`);
  const { id: thread } = await at.harness.letta.conversations.create({ agent_id: agent });
  const known = { agents: new Set([agent]), threads: new Set<string>() };
  expect(await mind.orphans?.(known)).toEqual([{ kind: "thread", id: thread, agent }]);
  expect(await mind.orphans?.({ ...known, threads: new Set([thread]) })).toEqual([]);
  expect(await mind.orphans?.({ ...known, agents: new Set() })).toEqual([{ kind: "agent", id: agent }]);
  await mind.remove?.({ kind: "agent", id: agent });
  await mind.remove?.({ kind: "thread", id: thread, agent });
  expect(await at.harness.agentsOf(`townsfolk:town:${options.namespace}`)).toEqual([]);
  await mind.close();
});

test("plays an NPC whose sheet was written after the server had read its list of models", async () => {
  const sheet = await readFile(join(at.harness.sheetsDir, "guard.md"), "utf8");
  await writeFile(join(at.harness.sheetsDir, "fisher.md"), sheet);
  while (at.harness.relay.context.cast.find("fisher") === undefined) await sleep(50);
  expect(await at.harness.relay.talk("fisher", at.player, "Any fish?")).toMatchObject({
    reply: "You said Any fish?.",
    mind: "letta-api",
  });
});
