import { type ChildProcess, execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { EventsReply, Say } from "../../game/townsfolk/wire/contract.ts";
import { textOf } from "../models/chat.ts";
import { filesIn, filesWith } from "./support/letta-harness.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { speakTo } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

let dataDir: string;
let provider: TestProvider;
let hold = Promise.withResolvers<void>();
const running = new Set<ChildProcess>();

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "townsfolk-"));
  hold = Promise.withResolvers();
  provider = await openProvider(async (request, answer) => {
    const said = request.messages.filter((message) => message.role === "user").map(textOf);
    if (said.at(-1) === "wait") {
      answer.say("I begin. ", "And then: ");
      await hold.promise;
    }
    answer.say(`Heard ${said.join(" and ")}.`);
    answer.end();
  });
});
afterEach(async () => {
  hold.resolve();
  for (const child of running) child.kill("SIGKILL");
  running.clear();
  provider.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function startProcess(env: Record<string, string> = {}) {
  const relay = await startRelayProcess(dataDir, { OPENAI_BASE_URL: provider.url, ...env });
  running.add(relay.child);
  return { ...relay, ...speakTo(relay.url) };
}

const say = (text: string, player = 1): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });

test("a killed relay comes back with every conversation", async () => {
  const before = await startProcess();
  await before.talk("guard", 1, "one");
  await before.stop("SIGKILL");
  const after = await startProcess();
  expect((await after.talk("guard", 1, "two")).reply).toBe("Heard one and two.");
});

test("a turn in flight when the relay is killed ends as interrupted, one that waited behind it is answered", async () => {
  const before = await startProcess();
  const [first, second] = [say("wait"), say("second")];
  await before.send("s", first, second);
  const { cursor } = (await (await before.get("/v1/events?server=s&after=0")).json()) as EventsReply;
  await before.stop("SIGKILL");

  const after = await startProcess();
  const reply = await pollUntilEnd(after, second.turn, cursor);
  expect(reply).toMatchObject([
    { kind: "fail", turn: first.turn, reason: "interrupted" },
    { kind: "beat", turn: second.turn },
    { kind: "done", turn: second.turn },
  ]);
});

test("every turn that had not begun when the relay was killed is answered by the next", async () => {
  const before = await startProcess();
  const waiting = [1, 2, 3, 4, 5].map((player) => say("wait", player));
  const queued = [1, 2, 3, 4, 5].flatMap((player) => [say("second", player), say("third", player)]);
  // Ended as interrupted by the next relay, one by one, while those before them are run.
  const later = Array.from({ length: 30 }, (_, index) => say("wait", index + 10));
  await before.send("s", ...waiting, ...queued, ...later);
  const held = () => provider.requests.filter(({ body }) => body.messages.map(textOf).at(-1) === "wait");
  await until(() => held().length === waiting.length + later.length);
  await before.stop("SIGKILL");

  const after = await startProcess();
  const ends = new Map<string, string>();
  for (let cursor = 0; ends.size < waiting.length + queued.length + later.length;) {
    const reply = (await (await after.get(`/v1/events?server=s&after=${cursor}&wait=10`)).json()) as EventsReply;
    for (const event of reply.events)
      if (event.kind === "done" || event.kind === "fail")
        ends.set(event.turn, event.kind === "fail" ? event.reason : event.kind);
    cursor = reply.cursor;
  }
  expect(queued.map(({ turn }) => ends.get(turn))).toEqual(queued.map(() => "done"));
});

test("a relay that is told to stop lets a turn under way end, answers it, and exits cleanly", async () => {
  const relay = await startProcess();
  const talk = relay.talk("guard", 1, "wait");
  await until(() => provider.requests.some(({ body }) => body.messages.at(-1)?.content === "wait"));
  const stopped = relay.stop("SIGTERM");
  hold.resolve();
  expect((await talk).reply).toBe("I begin. And then: Heard wait.");
  expect(await stopped).toBe(0);
});

test("two relays on one data folder: the second says so and does not start", async () => {
  await startProcess();
  await expect(startProcess()).rejects.toThrow(/Another relay is running on/);
});

test("a port that is taken is said in words, without a stack", async () => {
  const { get } = await startProcess();
  const port = new URL((await get("/healthz")).url).port;
  const other = await mkdtemp(join(tmpdir(), "townsfolk-"));
  const failure = await startProcess({ PORT: port, DATA_DIR: other }).catch((error: unknown) => String(error));
  expect(failure).toMatch(new RegExp(`127\\.0\\.0\\.1:${port} is taken`));
  expect(failure).not.toMatch(/\n\s+at /);
  await rm(other, { recursive: true });
});

test("the provider's key is in no log, error, metric or file, and on no command line", async () => {
  const key = "sk-the-most-secret-of-keys";
  const relay = await startProcess({ MIND: "letta-app-server", OPENAI_API_KEY: key, LOG_LEVEL: "debug" });
  expect((await relay.talk("guard", 1, "hello")).mind).toBe("letta-app-server");
  const errors = await (await relay.post("/v1/talk", "{nonsense")).text();
  const metrics = await (await relay.get("/metrics")).text();
  const { stdout: processes } = await promisify(execFile)("ps", ["-Ao", "args"]);
  expect((await filesIn(dataDir)).length).toBeGreaterThan(5);
  expect(await filesWith(dataDir, key)).toEqual([]);
  for (const place of [relay.output(), errors, metrics, processes]) expect(place.includes(key)).toBe(false);
  expect(provider.requests.at(-1)?.authorization).toBe(`Bearer ${key}`);
  expect(await relay.stop("SIGTERM")).toBe(0);
});

async function pollUntilEnd({ get }: Pick<ReturnType<typeof speakTo>, "get">, turn: string, after: number) {
  const seen = [];
  for (;;) {
    const reply = (await (await get(`/v1/events?server=s&after=${after}&wait=10`)).json()) as EventsReply;
    if (reply.events.length === 0) throw new Error(`the turn did not end; seen: ${JSON.stringify(seen)}`);
    seen.push(...reply.events);
    after = reply.cursor;
    if (reply.events.some((event) => event.turn === turn && event.kind === "done")) return seen;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
