import { configFrom } from "../config/config.ts";
import { textOf } from "../models/chat.ts";
import { openProvider } from "./support/provider.ts";
import { closeRelay, openRelay } from "./support/relay.ts";

test("of a long talk the model is told all that fits, the first words too, in order and once", async () => {
  const provider = await openProvider((_request, answer) => (answer.say("Aye, I hear you."), answer.end()));
  const relay = await openRelay({
    ...configFrom({ MIND: "direct", PORT: "0", LOG_LEVEL: "silent", PLAYER_TURNS_PER_MINUTE: "1000" }),
    provider: { baseUrl: provider.url, apiKey: "sk-secret", model: "m" },
  });
  const words = Array.from({ length: 45 }, (_, n) => `This is my saying of number ${n}.`);
  for (const text of words) expect(await relay.talk("guard", 1, text)).not.toHaveProperty("fallback");
  const asked = provider.requests.at(-1)?.body.messages.filter(({ role }) => role === "user") ?? [];
  expect(asked.map(textOf)).toEqual(words);
  await closeRelay(relay);
  provider.close();
});
