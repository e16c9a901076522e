import { useCommandLine } from "../support/command-line.ts";

const { at, relayWith } = useCommandLine();

test("a player is erased with a receipt", async () => {
  const relay = await relayWith();
  await relay.talk("guard", 77, "I like plums");
  expect((await at(relay, "erase", "77")).out).toMatch(/^Forgotten\. Receipt [0-9a-f-]{36}, done at /);
  expect((await at(relay, "erase", "77")).out).toContain("nothing to forget");
  expect((await at(relay, "erase", "somebody")).code).toBe(2);
});
