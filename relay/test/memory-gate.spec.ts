import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

const { kept, refused } = parse(readFileSync(join(import.meta.dirname, "corpus/facts.yaml"), "utf8")) as Record<
  "kept" | "refused",
  string[]
>;

let relay: TestRelay;
let provider: TestProvider;
let model: Reply;
let player = 0;
beforeAll(async () => {
  provider = await openProvider((request, answer) => model(request, answer));
  relay = await openRelay({
    provider: { baseUrl: provider.url, model: "m" },
  });
});
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
});
beforeEach(() => void (player += 1));

const path = () => `/v1/npcs/innkeeper/players/${player}/memory`;
const memory = async () => ((await (await relay.get(path())).json()) as { human: { value: string } }).human.value;
const patch = (human: string) =>
  fetch(`${relay.url}${path()}`, {
    method: "PATCH",
    headers: { authorization: "Bearer dev", "content-type": "application/json" },
    body: JSON.stringify({ human }),
  });
const remember = async (fact: string): Promise<string> => {
  model = (request, answer) => {
    if (request.messages.at(-1)?.role === "user") answer.call("remember", { fact });
    answer.say("I hear you.");
    answer.end();
  };
  await relay.talk("innkeeper", player, "Listen to me");
  return memory();
};

test.each(kept)("%j is a fact that is kept, whoever writes it", async (fact) => {
  expect(await remember(fact)).toBe(fact);
  expect((await patch(`Likes the rain\n${fact}`)).status).toBe(200);
  expect(await memory()).toBe(`Likes the rain\n${fact}`);
});

test.each(refused)("%j is not kept, whoever writes it", async (fact) => {
  const plain = (text: string) => text.toLowerCase().replace(/[<>]/g, "").slice(-14);
  expect((await remember(fact)).toLowerCase()).not.toContain(plain(fact));
  const answer = await patch(`Likes the rain\n${fact}`);
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining("human: line 2 is nothing to keep"),
  ]);
  expect(await memory()).not.toContain("Likes the rain");
});
