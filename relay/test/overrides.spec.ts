import { textOf } from "../models/chat.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
let provider: TestProvider;
afterEach(async () => {
  await closeRelay(relay);
  provider.close();
});

test("what an operator writes over a sheet is played in the next turn", async () => {
  provider = await openProvider((_request, answer) => (answer.say("Yes."), answer.end()));
  relay = await openRelay({ mind: "direct", provider: { baseUrl: provider.url } });
  const { talk } = relay;
  const promptAfter = async (text: string) => {
    await talk("guard", 1, text);
    return provider.requests.at(-1)?.body.messages.map(textOf).join("\n");
  };
  const patch = (persona: string | null) =>
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
  // Back to what the sheet says.
  expect((await patch(null)).status).toBe(200);
  expect(await promptAfter("Five")).toMatch(/has guarded the north gate/);
  expect(await promptAfter("Six")).not.toContain("afraid of");
});
