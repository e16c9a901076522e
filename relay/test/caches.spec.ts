import { textOf } from "../models/chat.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
let provider: TestProvider;
afterEach(async () => {
  await closeRelay(relay);
  provider.close();
});

async function relayOf(mind: "direct" | "letta-app-server"): Promise<TestRelay> {
  provider = await openProvider((_request, answer) => (answer.say("Yes."), answer.end()));
  return (relay = await openRelay({ mind, provider: { baseUrl: provider.url } }));
}

/** By cache and outcome. */
async function asked(): Promise<(cache: string, outcome: "hit" | "miss") => number> {
  const text = await (await relay.get("/metrics")).text();
  return (cache, outcome) =>
    Number(
      new RegExp(`^townsfolk_cache_total{cache="${cache}",outcome="${outcome}"} (\\d+)$`, "m").exec(text)?.[1] ?? 0,
    );
}

test.each([
  ["direct", ["sheets", "prompts", "leak-guards", "models"]],
  ["letta-app-server", ["sheets", "prompts", "leak-guards", "models", "agents", "threads"]],
] as const)(
  "with the mind %s a second turn finds everything that the first one has worked out",
  async (mind, caches) => {
    const { talk } = await relayOf(mind);
    await talk("guard", 1, "Hello");
    const before = await asked();
    await talk("guard", 1, "Hello again");
    const after = await asked();
    for (const cache of caches) {
      expect([cache, after(cache, "miss")]).toEqual([cache, before(cache, "miss")]);
      expect(before(cache, "miss")).toBeGreaterThan(0);
      expect(after(cache, "hit")).toBeGreaterThan(before(cache, "hit"));
    }
  },
);

test("what an operator writes over a sheet is played in the next turn, since nothing cached outlives its sheet", async () => {
  const { talk } = await relayOf("direct");
  const promptAfter = async (text: string) => {
    await talk("guard", 1, text);
    return provider.requests.at(-1)?.body.messages.map(textOf).join("\n");
  };
  const patch = (persona: string) =>
    fetch(`${relay.url}/v1/npcs/guard/memory`, {
      method: "PATCH",
      headers: { authorization: "Bearer dev" },
      body: JSON.stringify({ persona }),
    });
  expect(await promptAfter("One")).not.toContain("afraid of owls");
  await patch("A guard who is afraid of owls.");
  expect(await promptAfter("Two")).toContain("afraid of owls");
  await patch("A guard who is afraid of nothing.");
  expect(await promptAfter("Three")).toContain("afraid of nothing");
  expect(await promptAfter("Four")).not.toContain("afraid of owls");
});
