import { useCommandLine } from "../support/command-line.ts";

const { at, npc, relayWith } = useCommandLine();

test("a player is erased with a receipt", async () => {
  const relay = await relayWith();
  await relay.talk("guard", 77, "I like plums");
  expect((await at(relay, "erase", "77")).out).toMatch(/^Forgotten\. Receipt [0-9a-f-]{36}, done at /);
  expect((await at(relay, "erase", "77")).out).toContain("nothing to forget");
  expect((await at(relay, "erase", "somebody")).code).toBe(2);
});

test("a test player of Studio, whose id is negative, is listed and erased like every other", async () => {
  const relay = await relayWith();
  await relay.talk("guard", -1, "I like plums");
  expect((await at(relay, "history", "guard", "-1")).out).toContain("player: I like plums");
  expect((await at(relay, "memory", "guard", "-1")).code).toBe(0);
  expect((await npc(["talk", "guard", "--player=-1", "--url", relay.url], { input: "Hello" })).code).toBe(0);
  expect((await npc(["erase", "--url", relay.url, "--", "-1"])).out).toMatch(/^Forgotten\. Receipt /);
  expect((await at(relay, "erase", "-1")).out).toContain("nothing to forget");
});

test.each(["9007199254740993", "dXNlcjoxMjM0NTY3"])("%s, which no number holds, is listed and erased", async (id) => {
  const relay = await relayWith();
  await relay.talk("guard", id, "I like plums");
  expect((await at(relay, "history", "guard", id)).out).toContain("player: I like plums");
  expect((await at(relay, "memory", "guard", id)).code).toBe(0);
  expect((await at(relay, "erase", id)).out).toMatch(/^Forgotten\. Receipt /);
  expect((await at(relay, "history", "guard", id)).out).toContain("it is forgotten");
});
