import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { startEmbeddedLettas } from "../../minds/letta/app-server/embedded/embedded.ts";
import { startEmbeddedServer } from "../../minds/letta/app-server/embedded/start-server.ts";
import { createLettaAppServer } from "../../minds/letta/app-server/letta-app-server.ts";
import type { Address } from "../../minds/letta/app-server/protocol/address.ts";
import { connect, demand } from "../../minds/letta/app-server/protocol/connection.ts";
import type { LettaServer } from "../../minds/letta/app-server/server.ts";
import { type HostileModel, startHostileModel } from "../support/hostile-model.ts";
import { filesIn, filesWith, log, question, refsInMemory, whole } from "../support/letta-harness.ts";
import { lettasOf } from "../support/letta-processes.ts";

describe("the start of the embedded Letta", () => {
  let model: HostileModel;
  let dataDir: string;
  beforeAll(async () => {
    model = await startHostileModel({ models: ["mira"] });
  });
  afterAll(() => model.close());
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "townsfolk-letta-"));
  });
  afterEach(async () => {
    expect(await lettasOf(process.pid)).toEqual([]);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
  const options = () => ({
    lettaProcesses: 1,
    dataDir,
    dir: join(dataDir, "letta"),
    gateway: model,
    namespace: "test",
    systemEnv: process.env,
    log,
  });

  test("says what is missing when there is no git", async () => {
    const noGit = { ...options(), refs: refsInMemory(), systemEnv: { PATH: dataDir } };
    await expect(startEmbeddedLettas(noGit)).rejects.toThrow(/git is not on the PATH.*https:\/\/git-scm\.com/);
  });

  test("says so when the gateway does not let it in", async () => {
    const gateway = { url: model.url, token: "wrong" };
    await expect(startEmbeddedLettas({ ...options(), refs: refsInMemory(), gateway })).rejects.toThrow(/status 401/);
  });

  test("is not to be expected in a long pause between starts that fail, and leaves nothing where it is closed then", async () => {
    const server = await startEmbeddedServer(options());
    await server.up(AbortSignal.timeout(30_000));
    await rm(options().dir, { recursive: true, force: true, maxRetries: 5 });
    await writeFile(options().dir, "in its place");
    for (let tries = 0; server.isExpected() && tries < 150; tries++) await sleep(100);
    expect(server.isExpected()).toBe(false);
    const later = Date.now() + 25_000;
    const clock = Date.now;
    Date.now = () => later;
    const isExpected = server.isExpected();
    Date.now = clock;
    expect(isExpected).toBe(false);
    await server.close();
  });

  test("goes on with no conversation that it had to forget because it is elsewhere by now", async () => {
    const server = await startEmbeddedServer(options());
    const refs = refsInMemory();
    const mind = await createLettaAppServer({ server, refs, namespace: "test", log });
    const { conversation } = question("");
    const say = (text: string) => whole(mind.answer(question(text), AbortSignal.timeout(30_000)));
    await say("My xylorimba is gone");
    const left = await refs.threadOf("letta-app-server", conversation);
    await refs.dropThread("letta-app-server", conversation);
    await mind.forgetLeft?.(left?.thread ?? "", conversation);
    await say("Hello");
    expect(await refs.threadOf("letta-app-server", conversation)).toBeDefined();
    expect(await filesWith(dataDir, "xylorimba")).toEqual([]);
    await mind.close();
  });

  test("is refused when reflection is on", async () => {
    const server = await startEmbeddedServer(options());
    const intruder = await connect(await server.up(AbortSignal.timeout(10_000)), log);
    const settings = { trigger: "step-count", step_count: 25 };
    const runtime = { agent_id: "townsfolk", conversation_id: "default" };
    const command = { type: "set_reflection_settings", runtime, settings, scope: "global" };
    await demand(intruder, command, z.unknown());
    const opening = createLettaAppServer({ server, refs: refsInMemory(), namespace: "test", log });
    await expect(opening).rejects.toThrow('reflection must be off, but is "step-count"');
  });

  test("ends in a shutdown when a conversation loses its permission mode later", async () => {
    const server = await startEmbeddedServer(options());
    let address: Address | undefined;
    const watched: LettaServer = { ...server, up: async (signal) => (address = await server.up(signal)) };
    const refs = refsInMemory();
    const mind = await createLettaAppServer({ server: watched, refs, namespace: "test", log });
    for await (const piece of mind.answer(question("hello"), AbortSignal.timeout(10_000))) expect(piece).not.toBe("");
    const ref = await refs.threadOf("letta-app-server", question("").conversation);
    if (address === undefined || ref === undefined) throw new Error("the mind did not begin");
    const intruder = await connect(address, log);
    const at = { agent_id: ref.agent, conversation_id: ref.thread };
    intruder.send({ type: "change_device_state", runtime: at, payload: { mode: "unrestricted" } });
    for (let waited = 0; mind.isReady() && waited < 5_000; waited += 50) await sleep(50);
    expect(mind.isReady()).toBe(false);
    const answer = mind.answer(question("hello"), AbortSignal.timeout(10_000))[Symbol.asyncIterator]();
    await expect(answer.next()).rejects.toMatchObject({ reason: "unavailable" });
    await mind.close();
  });

  test("brings back a Letta whose files were cut off by a crash, and keeps nothing that it could not erase later", async () => {
    const refs = refsInMemory();
    const hear = async (text: string) => {
      const mind = await startEmbeddedLettas({ ...options(), refs });
      const heard = await whole(mind.answer(question(text), AbortSignal.timeout(20_000)));
      await mind.close();
      return heard;
    };
    await hear("my word is pomegranate");
    expect(await filesWith(dataDir, "pomegranate")).not.toEqual([]);
    const agents = (await filesIn(dataDir)).filter((file) => /lc-local-backend[/\\]agents.*\.json$/.test(file));
    expect(agents).toHaveLength(1);
    for (const file of [...agents, join(dataDir, "letta/.letta/settings.json")]) await truncate(file, 20);
    expect(await hear("hello")).toBe("You said: hello");
    expect(await filesWith(dataDir, "pomegranate")).toEqual([]);
  });

  test("leaves no process when it is closed, however often", async () => {
    const mind = await startEmbeddedLettas({ ...options(), refs: refsInMemory() });
    expect(await lettasOf(process.pid)).toHaveLength(1);
    await mind.close();
    await mind.close();
    expect(await lettasOf(process.pid)).toEqual([]);
    expect(mind.isReady()).toBe(false);
  });
});
