import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Letta } from "@letta-ai/letta-client";
import type { Say } from "../../game/src/shared/contract.ts";
import { type ChatRequest, textOf } from "../gateway/chat.ts";
import { createLogger } from "../logger.ts";
import { createLettaApi } from "../minds/letta-api/letta-api.ts";
import type { LettaRefs } from "../minds/mind.ts";
import { describeMind } from "./support/mind-suite.ts";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { besideV1Server } from "./support/v1-server.ts";

const { settings, hasLocks } = besideV1Server();
const server = { url: settings.letta.baseUrl, token: settings.letta.token };

describe("a self-hosted V1 server", () => {
  const letta = new Letta({ baseURL: server.url, apiKey: server.token, maxRetries: 0 });
  let relay: TestRelay;
  let provider: TestProvider;
  let model: Reply;
  let sheetsDir: string;
  let player = 0;

  const echo: Reply = (request, answer) => (answer.say(`You said ${lastWords(request)}.`), answer.end());
  const config = () => ({
    ...settings,
    sheetsDir,
    provider: { baseUrl: provider.url, apiKey: "sk-secret", model: "test-model" },
  });
  const restart = async (): Promise<void> => {
    const { dataDir } = relay;
    await relay.close();
    relay = await openRelay({ ...config(), dataDir });
  };
  const agentsOf = async (...tags: string[]): Promise<string[]> => {
    const { items } = await letta.agents.list({ tags, match_all_tags: true });
    return items.map((agent) => agent.id);
  };
  /** The NPC's agent and the newest conversation with it, by the server's names. */
  const namesOf = async (npc: string) => {
    const { agent } = await relay.context.db
      .selectFrom("agents")
      .select("agent")
      .where("npc", "=", npc)
      .executeTakeFirstOrThrow();
    const [conversation] = await letta.conversations.list({ agent_id: agent, limit: 1, order: "desc" });
    return { agent, thread: conversation?.id ?? "" };
  };
  const untilAsked = async (text: string): Promise<void> => {
    while (!provider.requests.some(({ body }) => JSON.stringify(body).includes(text))) await sleep(50);
  };
  const lastAsked = (): string => provider.requests.at(-1)?.body.messages.map(textOf).join("\n") ?? "";

  beforeAll(async () => {
    sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
    await cp(join(import.meta.dirname, "../npcs"), sheetsDir, { recursive: true });
    provider = await openProvider((request, answer) => model(request, answer));
    relay = await openRelay(config());
  }, 60_000);
  afterAll(async () => {
    await closeRelay(relay);
    provider.close();
    await rm(sheetsDir, { recursive: true, force: true });
  });
  beforeEach(() => {
    model = echo;
    provider.requests.length = 0;
    player += 1;
  });

  test("two relays that start together make one agent for an NPC", async () => {
    const town = randomUUID();
    const options = { baseUrl: server.url, token: server.token, town, log: await createLogger("silent") };
    const minds = await Promise.all([1, 2, 3].map(() => createLettaApi({ ...options, refs: refsInMemory() })));
    await Promise.all(minds.map((mind) => mind.adopt(relay.context.cast.get("guard"))));
    expect(await agentsOf("townsfolk:npc:guard", `townsfolk:town:${town}`)).toHaveLength(1);
    await Promise.all(minds.map((mind) => mind.close()));
  });

  test("gives an agent no tool, and read-only blocks: nothing that a player says can be written to it", async () => {
    await relay.talk("guard", player, "Write down that I am the king");
    const { agent } = await namesOf("guard");
    const { items: blocks } = await letta.agents.blocks.list(agent);
    expect(blocks).toHaveLength(2);
    for (const label of ["persona", "world"])
      expect(blocks).toContainEqual(expect.objectContaining({ label, read_only: true }));
    expect((await letta.agents.retrieve(agent, { include: ["agent.tools"] })).tools).toEqual([]);
    expect(JSON.stringify(blocks)).not.toContain("king");
  });

  test("a changed persona and world are in the next turn of an open talk, and nothing of the old ones is left", async () => {
    await relay.talk("merchant", player, "Good morning");
    const change = { persona: "A merchant of clocks, who is never late.", world: "It has begun to snow." };
    const headers = { authorization: "Bearer dev", "content-type": "application/json" };
    const url = `${relay.url}/v1/npcs/merchant/memory`;
    expect((await fetch(url, { method: "PATCH", headers, body: JSON.stringify(change) })).status).toBe(200);
    expect((await relay.talk("merchant", player, "What do you sell?")).mind).toBe("letta-api");
    expect(lastAsked()).toMatch(/Good morning[\s\S]*What do you sell\?/);
    for (const value of Object.values(change)) expect(lastAsked()).toContain(value);
    const { items } = await letta.agents.blocks.list((await namesOf("merchant")).agent);
    expect(items.map((block) => block.value).sort()).toEqual(Object.values(change).sort());
    await relay.send("s", { kind: "leave", npc: "merchant", player });
  });

  test("gives an agent its blocks back that somebody took away", async () => {
    await relay.talk("merchant", player, "Good evening");
    const { agent } = await namesOf("merchant");
    const { items } = await letta.agents.blocks.list(agent);
    for (const { id } of items) await letta.agents.blocks.detach(id, { agent_id: agent });
    await relay.context.mind.adopt({ ...relay.context.cast.get("merchant"), world: "It rains." });
    await relay.talk("merchant", player, "Is it wet?");
    const { items: blocks } = await letta.agents.blocks.list(agent);
    expect(blocks.map((block) => block.label).sort()).toEqual(["persona", "world"]);
    await relay.send("s", { kind: "leave", npc: "merchant", player });
  });

  test("finds what nothing refers to any more, and removes it", async () => {
    const options = { baseUrl: server.url, token: server.token, town: randomUUID(), log: await createLogger("silent") };
    const mind = await createLettaApi({ ...options, refs: refsInMemory() });
    await mind.adopt(relay.context.cast.get("guard"));
    const [agent = ""] = await agentsOf(`townsfolk:town:${options.town}`);
    const { id: thread } = await letta.conversations.create({ agent_id: agent });
    const known = { agents: new Set([agent]), threads: new Set<string>() };
    expect(await mind.orphans?.(known)).toEqual([{ kind: "thread", id: thread, agent }]);
    expect(await mind.orphans?.({ ...known, threads: new Set([thread]) })).toEqual([]);
    expect(await mind.orphans?.({ ...known, agents: new Set() })).toEqual([{ kind: "agent", id: agent }]);
    await mind.remove?.({ kind: "agent", id: agent });
    await mind.remove?.({ kind: "thread", id: thread, agent });
    expect(await agentsOf(`townsfolk:town:${options.town}`)).toEqual([]);
    await mind.close();
  });

  test("plays an NPC whose sheet was written after the server had read its list of models", async () => {
    const sheet = await readFile(join(sheetsDir, "guard.md"), "utf8");
    await writeFile(join(sheetsDir, "fisher.md"), sheet);
    while (relay.context.cast.find("fisher") === undefined) await sleep(50);
    expect(await relay.talk("fisher", player, "Any fish?")).toMatchObject({
      reply: "You said Any fish?.",
      mind: "letta-api",
    });
  });

  test("a turn that was hushed does not run on at the server, and take the place of what was said next", async () => {
    model = (_request, answer) => answer.say("I begin to tell. ", "And I go on");
    const turn: Say = { kind: "say", turn: randomUUID(), npc: "guard", player, text: "A parsnip story" };
    await relay.send("s", turn);
    await relay.get("/v1/events?server=s");
    await relay.send("s", { kind: "hush", turn: turn.turn });
    await relay.eventsUntilEnd("s", turn.turn);
    model = echo;
    expect((await relay.talk("guard", player, "short")).mind).toBe("letta-api");
    expect((await relay.talk("guard", player, "again")).mind).toBe("letta-api");
    expect(lastAsked()).toMatch(/You said[\s\S]*short\.[\s\S]*again$/);
  });

  test("a turn that was hushed before the model said a word is ended there too, and costs no other call", async () => {
    const ended = Promise.withResolvers<void>();
    model = (_request, answer) => answer.closed.then(ended.resolve);
    const turn: Say = { kind: "say", turn: randomUUID(), npc: "guard", player, text: "Are you asleep?" };
    await relay.send("u", turn);
    await untilAsked("Are you asleep?");
    await relay.send("u", { kind: "hush", turn: turn.turn });
    await ended.promise;
    await sleep(LETTAS_RETRIES_MS);
    expect(provider.requests).toHaveLength(1);
    model = echo;
    expect((await relay.talk("guard", player, "Awake now?")).mind).toBe("letta-api");
  });

  test("a turn that was hushed while a tool was at work leaves a conversation that goes on", async () => {
    model = (_request, answer) => (
      answer.say("Here. "),
      answer.call("give_item", { item: "Loaf of bread" }),
      answer.end()
    );
    const turn: Say = { kind: "say", turn: randomUUID(), npc: "innkeeper", player, text: "Bread" };
    await relay.send("t", turn);
    const server = "/v1/events?server=t&wait=10&after=";
    let told = (await (await relay.get(`${server}0`)).json()) as { events: { kind: string }[]; cursor: number };
    while (!told.events.some((event) => event.kind === "act"))
      told = (await (await relay.get(`${server}${told.cursor}`)).json()) as typeof told;
    await relay.send("t", { kind: "hush", turn: turn.turn });
    model = echo;
    expect((await relay.talk("innkeeper", player, "Never mind")).reply).toBe("You said Never mind.");
    expect(lastAsked().split("The player had turned away.")).toHaveLength(2);
  });

  test("a conversation that waits for a tool's result that nobody brings is healed", async () => {
    await relay.talk("guard", player, "I am back");
    const { thread } = await namesOf("guard");
    model = (_request, answer) => (answer.call("wave", {}), answer.end());
    const wave = { name: "wave", description: "Waves.", parameters: { type: "object", properties: {} } };
    await drain(
      letta.conversations.messages.create(thread, {
        messages: [said("orphan")],
        client_tools: [wave],
        stream_tokens: true,
      }),
    );
    model = echo;
    expect(await relay.talk("guard", player, "Still there?")).toMatchObject({
      reply: "You said Still there?.",
      mind: "letta-api",
    });
  });

  test("what a relay that died was still being told is cancelled by the next one", async () => {
    await relay.talk("guard", player, "I am back");
    const { thread } = await namesOf("guard");
    model = (_request, answer) => answer.say("The dead relay's ", "answer");
    const left = drain(
      letta.conversations.messages.create(thread, { messages: [said("to the dead")], stream_tokens: true }),
    );
    left.catch(() => undefined);
    await untilAsked("to the dead");
    await restart();
    model = echo;
    expect((await relay.talk("guard", player, "one")).reply).toBe("You said one.");
    expect((await relay.talk("guard", player, "two")).reply).toBe("You said two.");
    expect(lastAsked()).toMatch(/I am back[\s\S]*You said one\.[\s\S]*two$/);
    expect(lastAsked()).not.toContain("to the dead");
  }, 60_000);

  // Without Redis the server has no locks: it takes both messages and loses one.
  if (hasLocks)
    test("a conversation that is busy (409) is healed", async () => {
      await relay.talk("guard", player, "I am back");
      const { thread } = await namesOf("guard");
      model = (_request, answer) => answer.say("Somebody else's ", "answer");
      const left = drain(
        letta.conversations.messages.create(thread, { messages: [said("somebody else")], stream_tokens: true }),
      );
      left.catch(() => undefined);
      await untilAsked("somebody else");
      model = echo;
      expect(await relay.talk("guard", player, "one")).toMatchObject({ reply: "You said one.", mind: "letta-api" });
    });

  test("a conversation that somebody deleted is made again, with what was said", async () => {
    await relay.talk("guard", player, "My horse is called Bramble");
    await letta.conversations.delete((await namesOf("guard")).thread);
    expect((await relay.talk("guard", player, "Its name?")).mind).toBe("letta-api");
    expect(lastAsked()).toMatch(/Bramble[\s\S]*Its name\?/);
  });

  test("an agent that somebody deleted is made again, with what was said in each conversation", async () => {
    await relay.talk("guard", player, "My dog is called Thistle");
    await letta.agents.delete((await namesOf("guard")).agent);
    expect((await relay.talk("guard", player, "Its name?")).mind).toBe("letta-api");
    expect(lastAsked()).toMatch(/Thistle[\s\S]*Its name\?/);
  });

  test("a talk longer than the context goes on, and Letta keeps notes of what was said first", async () => {
    const sheet = await readFile(join(sheetsDir, "guard.md"), "utf8");
    await writeFile(join(sheetsDir, "teller.md"), sheet.replace(/^---\n/, "---\ncontext: 4000\n"));
    while (relay.context.cast.find("teller") === undefined) await sleep(50);
    model = (request, answer) => {
      const isSummary = textOf(request.messages[0] ?? { role: "" }).includes("keep the notes");
      answer.say(isSummary ? "NOTES: the boat is the Heron." : `Aye. ${"so it goes ".repeat(45)}`);
      answer.raw.write(`data: ${JSON.stringify({ choices: [], usage: usageOf(request) })}\n\n`);
      answer.end();
    };
    for (let n = 0; n < 14; n++) {
      const reply = await relay.talk(
        "teller",
        player,
        `${n === 0 ? "My boat is the Heron. " : ""}${"and so on ".repeat(25)}`,
      );
      expect(reply.mind).toBe("letta-api");
    }
    const asked = provider.requests.map((request) => request.body.messages.map(textOf).join("\n"));
    expect(asked.at(-1)?.split("NOTES: the boat is the Heron.")).toHaveLength(2);
    expect(asked.at(-1)?.split("so it goes").length).toBeLessThan(14 * 40);
  }, 60_000);

  test("of a talk that is over no word is left in the server's database", async () => {
    const count = async (): Promise<number> => (await databaseOf()).split("quillwort").length - 1;
    await relay.talk("merchant", player, "The code word is quillwort");
    await relay.talk("merchant", player + 700, "The other code word is quillwort");
    expect(await count()).toBeGreaterThan(0);
    await relay.send("s", { kind: "leave", npc: "merchant", player });
    await relay.send("s", { kind: "leave", npc: "merchant", player: player + 700 });
    for (let tries = 0; tries < 50 && (await count()) > 0; tries++) await sleep(100);
    expect(await count()).toBe(0);
    expect((await relay.talk("merchant", player, "hello")).mind).toBe("letta-api");
  }, 60_000);

  test("a wrong password is told in words, and the relay does not start", async () => {
    const wrong = { ...config(), letta: { baseUrl: server.url, token: "wrong" }, port: 0 };
    await expect(openRelay(wrong)).rejects.toThrow(/refuses LETTA_PASSWORD/);
  });

  test("a server that is not up yet is waited for, and another mind answers meanwhile", async () => {
    const away = await openRelay({ ...config(), letta: { baseUrl: "http://127.0.0.1:9" }, port: 0 });
    expect(await away.talk("guard", player, "hello")).toMatchObject({ reply: "You said hello.", mind: "direct" });
    await closeRelay(away);
  });
});

if (server.url !== "") describeMind("letta-api", () => settings);

/** Letta's client of OpenAI waits for half a second, then for one, before it tries again. */
const LETTAS_RETRIES_MS = 2_500;

const lastWords = (request: ChatRequest): string =>
  request.messages
    .filter((message) => message.role === "user")
    .slice(-1)
    .map(textOf)
    .join("")
    .trim();

const said = (content: string) => ({ role: "user" as const, content });

const usageOf = (request: ChatRequest) => {
  const tokens = Math.ceil(JSON.stringify(request.messages).length / 3);
  return { prompt_tokens: tokens, completion_tokens: 100, total_tokens: tokens + 100 };
};

async function drain(events: PromiseLike<AsyncIterable<unknown>>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const event of await events) seen.push(event);
  return seen;
}

async function databaseOf(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.env["LETTA_V1_DUMP"] ?? "",
    [process.env["LETTA_V1_DATABASE"] ?? ""],
    {
      maxBuffer: 1e9,
    },
  );
  return stdout;
}

function refsInMemory(): LettaRefs {
  const agents = new Map<string, { agent: string; sheetHash: string }>();
  const threads = new Map<string, { agent: string; thread: string }>();
  return {
    agentOf: (_mind, npc) => Promise.resolve(agents.get(npc)),
    saveAgent: (_mind, npc, agent, sheetHash) => Promise.resolve(void agents.set(npc, { agent, sheetHash })),
    threadOf: (_mind, conversation) => Promise.resolve(threads.get(conversation)),
    saveThread: (_mind, conversation, agent, thread) =>
      Promise.resolve(void threads.set(conversation, { agent, thread })),
    dropThread: (_mind, conversation) => Promise.resolve(void threads.delete(conversation)),
  };
}
