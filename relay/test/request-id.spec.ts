import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { openRelayProcess, type RelayProcess } from "./red-team/relay-process.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { openRecordingLetta } from "./support/recording-letta.ts";

let relay: RelayProcess;
let provider: TestProvider;
const others: { close(): void }[] = [];
beforeEach(async () => {
  provider = await openProvider((request, answer) => {
    if (JSON.stringify(request.messages).includes("fail")) return void answer.raw.writeHead(400).end("{}");
    answer.say("Yes.");
    answer.end();
  });
});
afterEach(async () => {
  await relay.close();
  provider.close();
  for (const other of others.splice(0)) other.close();
});

const open = async (variables: Record<string, string>): Promise<void> => {
  relay = await openRelayProcess({ OPENAI_BASE_URL: provider.url, MODEL: "m", ...variables });
};
const talkAs = (id: string, turn: string, text = "Hello") =>
  fetch(`${relay.url}/v1/talk`, {
    method: "POST",
    headers: { authorization: "Bearer dev", "x-request-id": id },
    body: JSON.stringify({ npc: "guard", player: 1, text, turn }),
  });
/** What the log says of it, once it has said it so many times: the lines of another process arrive when they do. */
async function linesWith(what: string, count = 1): Promise<Record<string, unknown>[]> {
  const late = AbortSignal.timeout(20_000);
  while (linesNow(what).length < count) {
    if (late.aborted) throw new Error(`"${what}" is not in the log:\n${relay.log()}`);
    await sleep(20);
  }
  return linesNow(what);
}

const linesNow = (what: string): Record<string, unknown>[] =>
  relay
    .log()
    .split("\n")
    .slice(0, -1)
    .filter((line) => line.startsWith("{") && line.includes(what))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("the line of a turn names the request that brought it, and a refusal the request that was refused", async () => {
  await open({ MIND: "direct", LOG_LEVEL: "debug", PLAYER_TURNS_PER_MINUTE: "1" });
  const [turn, id] = [randomUUID(), "From-the-Place-Server_1"];
  expect((await talkAs(id, turn)).headers.get("x-request-id")).toBe(id);
  expect(await linesWith('"msg":"turn"')).toMatchObject([{ turn, request: id, npc: "guard", outcome: "done" }]);
  await relay.send("s", { kind: "say", turn: randomUUID(), npc: "guard", player: 1, text: "Once more" });
  const [refusal] = await linesWith("a message was refused");
  expect(refusal).toMatchObject({ code: "rate_limited", request: expect.stringMatching(/^[\w-]{36}$/) as string });
  expect(await linesWith('"msg":"request"', 2)).toMatchObject([
    { request: id, method: "POST", route: "/v1/talk", status: 200 },
    { request: refusal?.["request"], method: "POST", route: "/v1/messages", status: 200 },
  ]);
});

test("lines of the log name no player, not even by their address", async () => {
  await open({ MIND: "direct", LOG_LEVEL: "debug" });
  await relay.get("/v1/npcs/guard/players/918273645/turns");
  expect(await linesWith('"msg":"request"')).toMatchObject([{ route: "/v1/npcs/:npc/players/:player/turns" }]);
  expect(relay.log()).not.toContain("918273645");
});

test.each(["", "a b", 'x","level":60', "x".repeat(65), "é"])(
  "a request that calls itself %j is given another name",
  async (id) => {
    await open({ MIND: "direct" });
    const turn = randomUUID();
    const given = (await talkAs(id, turn)).headers.get("x-request-id");
    expect(given).toMatch(/^[0-9a-f-]{36}$/);
    expect(await linesWith('"msg":"turn"')).toMatchObject([{ turn, request: given }]);
  },
);

test("a mind that has no answer, and the fallback mind that takes over, are logged with the turn and its request", async () => {
  await open({ MIND: "letta-app-server" });
  let lines: Record<string, unknown>[] = [];
  const said = (msg: string) => lines.filter((line) => line["msg"] === msg);
  // On a busy machine a Letta is silent for longer than a player waits, and then it was never the model that failed it.
  for (let tries = 1; tries <= 5 && said("a model call failed").length === 0; tries++) {
    const turn = randomUUID();
    await talkAs("the-request", turn, "fail");
    await linesWith("the mind has no answer", tries);
    lines = linesNow(turn);
    expect(said("the fallback mind takes over")).toMatchObject([{ turn, request: "the-request" }]);
    expect(said("the mind has no answer")).toMatchObject([{ turn, request: "the-request" }]);
  }
  expect(said("a model call failed")[0]).toMatchObject({ npc: "guard" });
});

test("a V1 server is told which request its messages belong to", async () => {
  const letta = await openRecordingLetta();
  others.push(letta);
  await open({ MIND: "letta-api", LETTA_BASE_URL: letta.url });
  expect(await (await talkAs("the-request", randomUUID())).json()).toMatchObject({ mind: "letta-api", reply: "Hm." });
  expect(letta.said).toMatchObject([{ "x-request-id": "the-request", "x-api-request-log-id": "the-request" }]);
});
