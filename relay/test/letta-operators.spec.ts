import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { configFrom } from "../config/config.ts";
import { startEmbeddedServer } from "../minds/letta/app-server/embedded/start-server.ts";
import { connect, demand } from "../minds/letta/app-server/protocol/connection.ts";
import type { LettaServer } from "../minds/letta/app-server/server.ts";
import { log } from "./support/letta-harness.ts";
import { closeRelay, openRelay, type TestRelay, UNHURRIED } from "./support/relay.ts";

/** Stands for an operator's machine: the App Server is real, and our relay only knows its address and token. */
let server: LettaServer;
let dataDir: string;
let gateway: TestRelay;
let relay: TestRelay | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "operators-letta-"));
  gateway = await openRelay();
  const endpoint = { url: `${gateway.url}/llm/v1`, token: gateway.context.token };
  server = await startEmbeddedServer({ dir: join(dataDir, "letta"), gateway: endpoint, systemEnv: process.env, log });
});
afterEach(async () => {
  await closeRelay(relay);
  relay = undefined;
});
afterAll(async () => {
  await server.close();
  await closeRelay(gateway);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const address = () => server.up(AbortSignal.timeout(10_000));
const open = async (): Promise<TestRelay> =>
  (relay = await openRelay({ ...UNHURRIED, mind: "letta-app-server", appServers: { servers: [await address()] } }));
const setReflection = async (trigger: "off" | "step-count"): Promise<void> => {
  const connection = await connect(await address(), log);
  const runtime = { agent_id: "townsfolk", conversation_id: "default" };
  const settings = { trigger, behavior: "reminder", step_count: 25 };
  await demand(connection, { type: "set_reflection_settings", runtime, settings, scope: "global" }, z.unknown());
  connection.close();
};

test("an operator's own App Server plays the NPCs and keeps the conversation", async () => {
  const { talk } = await open();
  await talk("innkeeper", 1, "My name is Robin");
  expect(await talk("innkeeper", 1, "What is my name?")).toMatchObject({
    mind: "letta-app-server",
    reply: expect.stringContaining("Robin") as string,
  });
});

test("a server that will not confirm that it is hardened is refused, and no player gets to it", async () => {
  await setReflection("step-count");
  await expect(open()).rejects.toThrow(/reflection must be off/);
  await setReflection("off");
});

test("a server that lets in who has no right token is not spoken to", async () => {
  await expect(
    openRelay({ mind: "letta-app-server", appServers: { servers: [{ ...(await address()), token: "wrong" }] } }),
  ).rejects.toThrow();
});

test("a PATCH that the server does not take changes neither persona nor world", async () => {
  const { url } = await open();
  const memory = `${url}/v1/npcs/guard/memory`;
  const headers = { authorization: "Bearer dev" };
  const before = await (await fetch(memory, { headers })).json();
  await server.close();
  const body = JSON.stringify({ persona: "A guard who sings.", world: "It snows." });
  const answer = await fetch(memory, { method: "PATCH", headers, body });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { code: "mind_unavailable" } });
  expect(await (await fetch(memory, { headers })).json()).toEqual(before);
});

test("without a token the start is refused in words", () => {
  expect(() => configFrom({ LETTA_APP_SERVER_URL: "ws://10.0.0.1:4500" })).toThrow(/LETTA_APP_SERVER_TOKEN: needed/);
  expect(() => configFrom({ LETTA_BASE_URL: "letta.internal:8283" })).toThrow(
    /LETTA_BASE_URL: must be an address with its protocol and port/,
  );
  expect(() => configFrom({ MIND: "letta-api" })).toThrow(/MIND: letta-api needs LETTA_BASE_URL/);
});
