import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../logger.ts";
import { createLettaApi } from "../../minds/letta-api/letta-api.ts";
import { refsInMemory } from "../support/letta-stage.ts";
import { besideV1Server } from "../support/v1-server.ts";
import { openV1Stage, type V1Stage } from "../support/v1-stage.ts";

const { letta: server } = besideV1Server().settings;

let stage: V1Stage;
let player = 0;

beforeAll(async () => {
  stage = await openV1Stage();
}, 60_000);
afterAll(() => stage.close());
beforeEach(() => {
  stage.reset();
  player += 1;
});

test("two relays that start together make one agent for an NPC", async () => {
  const town = randomUUID();
  const options = { baseUrl: server.baseUrl, token: server.token, town, log: await createLogger("silent") };
  const minds = await Promise.all([1, 2, 3].map(() => createLettaApi({ ...options, refs: refsInMemory() })));
  await Promise.all(minds.map((mind) => mind.adopt(stage.relay.context.cast.get("guard"))));
  expect(await stage.agentsOf("townsfolk:npc:guard", `townsfolk:town:${town}`)).toHaveLength(1);
  await Promise.all(minds.map((mind) => mind.close()));
});

test("gives an agent no tool, and read-only blocks: nothing that a player says can be written to it", async () => {
  await stage.relay.talk("guard", player, "Write down that I am the king");
  const { agent } = await stage.namesOf("guard");
  const { items: blocks } = await stage.letta.agents.blocks.list(agent);
  expect(blocks).toHaveLength(2);
  for (const label of ["persona", "world"])
    expect(blocks).toContainEqual(expect.objectContaining({ label, read_only: true }));
  expect((await stage.letta.agents.retrieve(agent, { include: ["agent.tools"] })).tools).toEqual([]);
  expect(JSON.stringify(blocks)).not.toContain("king");
});

test("a changed persona and world are in the next turn of an open talk, and nothing of the old ones is left", async () => {
  await stage.relay.talk("merchant", player, "Good morning");
  const change = { persona: "A merchant of clocks, who is never late.", world: "It has begun to snow." };
  const headers = { authorization: "Bearer dev", "content-type": "application/json" };
  const url = `${stage.relay.url}/v1/npcs/merchant/memory`;
  expect((await fetch(url, { method: "PATCH", headers, body: JSON.stringify(change) })).status).toBe(200);
  expect((await stage.relay.talk("merchant", player, "What do you sell?")).mind).toBe("letta-api");
  expect(stage.lastAsked()).toMatch(/Good morning[\s\S]*What do you sell\?/);
  for (const value of Object.values(change)) expect(stage.lastAsked()).toContain(value);
  const { items } = await stage.letta.agents.blocks.list((await stage.namesOf("merchant")).agent);
  expect(items.map((block) => block.value).sort()).toEqual(Object.values(change).sort());
  await stage.relay.send("s", { kind: "leave", npc: "merchant", player });
});

test("gives an agent its blocks back that somebody took away", async () => {
  await stage.relay.talk("merchant", player, "Good evening");
  const { agent } = await stage.namesOf("merchant");
  const { items } = await stage.letta.agents.blocks.list(agent);
  for (const { id } of items) await stage.letta.agents.blocks.detach(id, { agent_id: agent });
  await stage.relay.context.mind.adopt({ ...stage.relay.context.cast.get("merchant"), world: "It rains." });
  await stage.relay.talk("merchant", player, "Is it wet?");
  const { items: blocks } = await stage.letta.agents.blocks.list(agent);
  expect(blocks.map((block) => block.label).sort()).toEqual(["persona", "world"]);
  await stage.relay.send("s", { kind: "leave", npc: "merchant", player });
});

test("finds what nothing refers to any more, and removes it", async () => {
  const options = {
    baseUrl: server.baseUrl,
    token: server.token,
    town: randomUUID(),
    log: await createLogger("silent"),
  };
  const mind = await createLettaApi({ ...options, refs: refsInMemory() });
  await mind.adopt(stage.relay.context.cast.get("guard"));
  const [agent = ""] = await stage.agentsOf(`townsfolk:town:${options.town}`);
  const { id: thread } = await stage.letta.conversations.create({ agent_id: agent });
  const known = { agents: new Set([agent]), threads: new Set<string>() };
  expect(await mind.orphans?.(known)).toEqual([{ kind: "thread", id: thread, agent }]);
  expect(await mind.orphans?.({ ...known, threads: new Set([thread]) })).toEqual([]);
  expect(await mind.orphans?.({ ...known, agents: new Set() })).toEqual([{ kind: "agent", id: agent }]);
  await mind.remove?.({ kind: "agent", id: agent });
  await mind.remove?.({ kind: "thread", id: thread, agent });
  expect(await stage.agentsOf(`townsfolk:town:${options.town}`)).toEqual([]);
  await mind.close();
});

test("plays an NPC whose sheet was written after the server had read its list of models", async () => {
  const sheet = await readFile(join(stage.sheetsDir, "guard.md"), "utf8");
  await writeFile(join(stage.sheetsDir, "fisher.md"), sheet);
  while (stage.relay.context.cast.find("fisher") === undefined) await sleep(50);
  expect(await stage.relay.talk("fisher", player, "Any fish?")).toMatchObject({
    reply: "You said Any fish?.",
    mind: "letta-api",
  });
});
