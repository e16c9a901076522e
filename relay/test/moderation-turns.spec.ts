import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import {
  answers,
  type GuardReply,
  type GuardServer,
  isSilent,
  judgedIn,
  openGuardServer,
  writes,
} from "./support/guard-server.ts";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let open: TestRelay;
let closed: TestRelay;
let provider: TestProvider;
let guardServer: GuardServer;
let model: Reply;
let guard: GuardReply;
let player = 0;
let at: { what: string; ms: number }[] = [];
const note = (what: string): void => void at.push({ what, ms: performance.now() });

beforeAll(async () => {
  provider = await openProvider((request, answer) => (note("model asked"), model(request, answer)));
  guardServer = await openGuardServer((asked, res) => (note(`guard asked: ${judgedIn(asked)}`), guard(asked, res)));
  const settings = { model: "llama-guard3", baseUrl: guardServer.url, deadlineMs: 1_500 };
  const own = { provider: { baseUrl: provider.url, model: "m" }, asksModelAtStart: false };
  open = await openRelay({ ...own, guard: { ...settings, failsClosed: false } });
  closed = await openRelay({ ...own, guard: { ...settings, failsClosed: true } });
});
afterAll(async () => {
  await closeRelay(open);
  await closeRelay(closed);
  provider.close();
  guardServer.close();
});
beforeEach(() => {
  player += 1;
  at = [];
  guard = writes("safe");
  model = says("The mill is behind the church. ", "Mind the geese.");
});

const says =
  (...pieces: string[]): Reply =>
  (_request, answer) => (answer.say(...pieces), answer.end());
/** Finds a word in what is judged, by a verdict. */
const finds =
  (verdicts: Record<string, string>, delayMs = 0): GuardReply =>
  async (asked, res) => {
    await sleep(delayMs);
    if (delayMs > 0) note("guard answers");
    const found = Object.entries(verdicts).find(([word]) => judgedIn(asked).includes(word));
    await writes(found?.[1] ?? "safe")(asked, res);
  };
const say = async (relay: TestRelay, text: string): Promise<TurnEvent[]> => {
  const turn = crypto.randomUUID();
  await relay.send(`s${player}`, { kind: "say", turn, npc: "innkeeper", player, text });
  const events = await relay.eventsUntilEnd(`s${player}`, turn);
  note("ended");
  return events;
};
const kinds = (events: TurnEvent[]) => events.map(({ kind }) => kind);
const historyOf = async (relay: TestRelay) => (await relay.get(`/v1/npcs/innkeeper/players/${player}/turns`)).text();

test("the guard is asked beside the model, which need not wait for it", async () => {
  guard = finds({}, 150);
  expect(kinds(await say(open, "Where is the mill?"))).toEqual(["beat", "beat", "done"]);
  const order = at.map(({ what }) => what);
  expect(order.slice(0, 2).sort()).toEqual(["guard asked: Where is the mill?", "model asked"]);
  expect(order.indexOf("guard answers")).toBeGreaterThan(1);
  expect(order.filter((what) => what.startsWith("guard asked")).slice(1)).toEqual([
    "guard asked: The mill is behind the church.",
    "guard asked: The mill is behind the church. Mind the geese.",
  ]);
});

test("a care card comes though the store takes nothing for a moment, and the words do not stay in it", async () => {
  guard = finds({ lonely: "unsafe\nS11" });
  await sql`create trigger noChange before update of screened on turns when new.screened is not null
    begin select raise(abort, 'no room'); end`.execute(open.context.db);
  const saying = say(open, "I feel so lonely that I cannot go on");
  await sleep(700);
  await sql`drop trigger noChange`.execute(open.context.db);
  expect(kinds(await saying)).toEqual(["care", "beat", "done"]);
  expect(await historyOf(open)).not.toContain("lonely");
});

test("a player in need, whom only the guard hears, gets the care card before the model is done, and nothing is kept", async () => {
  guard = finds({ sunsets: "unsafe\nS11" });
  model = async (_request, answer) => {
    await answer.closed;
    note("model let go");
  };
  const words = "no more sunsets for me after this one";
  expect(kinds(await say(open, words))).toEqual(["care", "beat", "done"]);
  expect(await historyOf(open)).not.toContain("sunsets");
  expect((await open.talk("innkeeper", player, words)).care).toBeDefined();
  model = says("Well met.");
  await open.talk("innkeeper", player, "Good day");
  expect(JSON.stringify(provider.requests.at(-1)?.body)).not.toContain("sunsets");
  expect(at.map(({ what }) => what)).toContain("model let go");
});

test("what the guard took of a player, sent again to a relay that did not hear it, is answered as it was", async () => {
  guard = finds({ sunsets: "unsafe\nS11" });
  const settings = { model: "llama-guard3", baseUrl: guardServer.url, deadlineMs: 1_500, failsClosed: true };
  const own = { provider: { baseUrl: provider.url, model: "m" }, guard: settings };
  const first = await openRelay(own);
  const asked = ["innkeeper", player, "no more sunsets for me after this one", crypto.randomUUID()] as const;
  const { reply, care } = await first.talk(...asked);
  await first.close();
  const second = await openRelay({ ...own, dataDir: first.dataDir });
  expect(await second.talk(...asked)).toMatchObject({ reply, care });
  expect(care).toBeDefined();
  await closeRelay(second);
});

test.each(["unsafe\nS4", "UNSAFE\nS12", "unsafe"])(
  "what a guard calls %j of a player is asked for in other words, and nothing of the model's answer is heard",
  async (verdict) => {
    guard = finds({ lanterns: verdict }, 100);
    const events = await say(open, "about the lanterns");
    expect(events).toMatchObject([
      { kind: "beat", text: "I did not catch that. Could you say it another way?" },
      { kind: "done" },
    ]);
    expect(await historyOf(open)).not.toContain("lanterns");
  },
);

test("an NPC that acts before the guard has judged the player does nothing for one who is refused", async () => {
  guard = finds({ lanterns: "unsafe\nS12" }, 200);
  model = (_request, answer) => (answer.call("wave", {}), answer.say("There!"), answer.end());
  expect(kinds(await say(open, "about the lanterns"))).toEqual(["beat", "done"]);
  guard = finds({}, 200);
  model = (request, answer) => {
    if (request.messages.at(-1)?.role === "user") answer.call("wave", {});
    answer.say("There!");
    answer.end();
  };
  expect(kinds(await say(open, "about the bread"))).toContain("act");
});

test("an NPC's sentence that the guard finds is not heard, nor what comes after it", async () => {
  guard = finds({ geese: "unsafe\nS10" });
  const cut = await say(open, "Where is the mill?");
  expect(kinds(cut)).toEqual(["beat", "fail"]);
  expect(JSON.stringify(cut)).not.toContain("geese");
  guard = finds({ geese: "unsafe\nS11" });
  player += 1;
  const cared = await say(open, "Where is the mill?");
  expect(kinds(cared)).toEqual(["beat", "care", "beat", "done"]);
});

test("an NPC's sentences are judged side by side, and told in their order, whichever is judged first", async () => {
  const judged: string[] = [];
  let waiting = 0;
  const all = Promise.withResolvers<void>();
  guard = async (asked, res) => {
    if (judgedIn(asked).includes("First")) {
      if (++waiting === 3) all.resolve();
      await all.promise;
      // The last one first.
      await sleep(300 - 100 * judgedIn(asked).split(". ").length);
      judged.push(judgedIn(asked));
    }
    await writes("safe")(asked, res);
  };
  model = says("First the mill. ", "Second the geese. ", "Third the church.");
  const events = await say(open, "Where is the mill?");
  expect(judged).toHaveLength(3);
  expect(judged[0]).toBe("First the mill. Second the geese. Third the church.");
  expect(events.flatMap((event) => (event.kind === "beat" ? event.text : []))).toEqual([
    "First the mill.",
    "Second the geese.",
    "Third the church.",
  ]);
});

test("an NPC acts when what it has said before is told, and not at all where that is found", async () => {
  model = (request, answer) => {
    if (request.messages.at(-1)?.role === "user") {
      answer.say("Mind the geese. ");
      answer.call("wave", {});
    } else answer.say("There.");
    answer.end();
  };
  const late =
    (verdict: string): GuardReply =>
    async (asked, res) => {
      await sleep(judgedIn(asked) === "Mind the geese." ? 250 : 0);
      await writes(judgedIn(asked) === "Mind the geese." ? verdict : "safe")(asked, res);
    };
  guard = late("safe");
  expect(kinds(await say(open, "Good day"))).toEqual(["beat", "act", "beat", "done"]);
  guard = late("unsafe\nS10");
  player += 1;
  expect(kinds(await say(open, "Good day"))).toEqual(["fail"]);
});

test("of an answer whose first sentence is found nothing is heard, however far the model was read, and the next turn goes on", async () => {
  guard = finds({ geese: "unsafe\nS10" }, 100);
  model = async (_request, answer) => {
    answer.say("Mind the geese. ", "Here is more. ", "And more. ");
    await answer.closed;
    note("model let go");
  };
  expect(kinds(await say(open, "Good day"))).toEqual(["fail"]);
  guard = finds({});
  model = says("Well met.");
  expect(kinds(await say(open, "Good evening")).slice(-2)).toEqual(["beat", "done"]);
  expect(at.map(({ what }) => what)).toContain("model let go");
});

test("who turns away while the guard thinks is not waited for, and what it finds afterwards is not kept", async () => {
  guard = finds({ lanterns: "unsafe\nS11" }, 600);
  const turn = crypto.randomUUID();
  await open.send(`s${player}`, { kind: "say", turn, npc: "guard", player, text: "about the lanterns" });
  await open.send(`s${player}`, { kind: "hush", turn });
  const events = await open.eventsUntilEnd(`s${player}`, turn);
  expect(events.at(-1)).toMatchObject({ kind: "fail", reason: "hushed" });
  guard = writes("safe");
  await open.talk("guard", player, "Good day");
  expect(await (await open.get(`/v1/npcs/guard/players/${player}/turns`)).text()).not.toContain("lanterns");
});

// From here on the breaker before the guard may be open.

test.each<[string, GuardReply]>([
  ["is silent", isSilent],
  ["has a fault", answers(500)],
  ["refuses the key", answers(401)],
  ["declines", writes("I can't help with that.")],
])(
  "when the guard %s a player under `closed` hears a line of the NPC's own, and under `open` the answer",
  async (_what, badly) => {
    guard = badly;
    const away = await say(closed, "Where is the mill?");
    expect(away).toMatchObject([{ kind: "fail", reason: "mind_unavailable", line: expect.any(String) as string }]);
    expect(closed.context.cast.get("innkeeper").fallbacks).toContain((away[0] as { line: string }).line);
    const told = await say(open, "Where is the mill?");
    expect(told.at(0)).toMatchObject({ kind: "beat", text: "The mill is behind the church." });
  },
);

test("a guard that is away opens no other breaker, and its outcomes are counted", async () => {
  guard = answers(500);
  for (let time = 0; time < 7; time++) await say(closed, "Hello");
  const metrics = await (await closed.get("/metrics")).text();
  expect(metrics).toMatch(/townsfolk_moderations_total\{outcome="failed"\} \d/);
  expect(metrics).toMatch(/townsfolk_moderations_total\{outcome="skipped"\} \d/);
  expect(metrics).toMatch(/breaker_state\{breaker="provider"\} 0/);
  expect(metrics).toMatch(/breaker_state\{breaker="direct"\} 0/);
});

test("a relay whose guard is away is not ready where nothing is told without it, and is again when the guard is back", async () => {
  guard = (_asked, res) => void res.writeHead(500).end();
  await say(closed, "Good day");
  await say(open, "Good day");
  const readiness = async ({ get }: TestRelay) => get("/readyz");
  expect((await readiness(open)).status).toBe(200);
  const away = await readiness(closed);
  expect(away.status).toBe(503);
  expect(await away.json()).toMatchObject({ why: expect.stringContaining("GUARD_FAILS=closed") as string });
  guard = writes("safe");
  while ((await readiness(closed)).status !== 200) await sleep(50);
  expect(kinds(await say(closed, "Good day")).slice(-3)).toEqual(["beat", "beat", "done"]);
});

test("operators see at /readyz which guard judges, and strangers do not", async () => {
  const seen = (await (await open.get("/readyz")).json()) as Record<string, unknown>;
  expect(seen["guard"]).toMatchObject({ model: "llama-guard3", address: guardServer.url, fails: "open" });
  expect(await (await fetch(`${open.url}/readyz`)).json()).not.toHaveProperty("guard");
});
