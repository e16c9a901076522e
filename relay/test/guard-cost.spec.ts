import { setTimeout as sleep } from "node:timers/promises";
import { RELAY_ITSELF } from "../models/client/meter.ts";
import { flags, type GuardReply, type GuardServer, openGuardServer, writes } from "./support/guard-server.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
let guard: GuardServer;
afterEach(async () => {
  await closeRelay(relay);
  guard.close();
});

const CLEAN = '{"violation": 0}';
const judged: GuardReply = (_asked, res) =>
  void res.end(
    JSON.stringify({
      choices: [{ message: { role: "assistant", content: CLEAN } }],
      usage: { prompt_tokens: 1_000, completion_tokens: 10 },
    }),
  );
/** Under this name loopback is not free. */
const open = async (reply: GuardReply, model: string, host = "0.0.0.0") => {
  guard = await openGuardServer(reply);
  const baseUrl = guard.url.replace("127.0.0.1", host);
  relay = await openRelay({ guard: { model, baseUrl, deadlineMs: 2_500, failsClosed: false }, budgetUsdPerDay: 1 });
};
const spent = async () => {
  const rows = await relay.context.db.selectFrom("usage").selectAll().where("npc", "=", RELAY_ITSELF).execute();
  return rows.map(({ model, input, usd }) => ({ model, input, usd }));
};
async function talkAndSettle() {
  await relay.talk("guard", 1, "Good morning");
  while (guard.asked.length === 0) await sleep(20);
  await sleep(200);
}

test.each([
  ["gpt-4o-mini", "0.0.0.0"],
  ["openai/gpt-4o-mini-2024-07-18", "0.0.0.0"],
  ["openai/gpt-4o-mini", "127.0.0.1"],
])(
  "what a guard such as %s costs, also through a gateway of one's own (%s), is the relay's own, and is of the day's budget",
  async (model, host) => {
    await open(judged, model, host);
    await talkAndSettle();
    const calls = guard.asked.length;
    const usd = (1_000 * 0.15 + 10 * 0.6) / 1e6;
    expect(await spent()).toEqual([{ model, input: calls * 1_000, usd: expect.closeTo(calls * usd, 9) as number }]);
    const metrics = await (await relay.get("/metrics")).text();
    const left = Number(/townsfolk_budget_left_usd\{npc="all"\} ([\d.]+)/.exec(metrics)?.[1]);
    expect(left).toBeCloseTo(1 - calls * usd, 9);
  },
);

test("a guard that does not say what it has used is counted by its words", async () => {
  await open(writes(CLEAN), "gpt-4o-mini");
  await talkAndSettle();
  const [row] = await spent();
  expect(row?.usd).toBeGreaterThan(0);
});

test.each([
  ["of one's own", judged, "llama-guard3", "127.0.0.1"],
  ["whose price nobody knows", judged, "llama-guard3", "0.0.0.0"],
  ["that is OpenAI's moderation", flags(), "omni-moderation-latest", "0.0.0.0"],
] as const)("a guard %s costs nothing", async (_which, reply, model, host) => {
  await open(reply, model, host);
  await talkAndSettle();
  expect(await spent()).toEqual([]);
});
