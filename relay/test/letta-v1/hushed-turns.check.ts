import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "../../../game/townsfolk/wire/contract.ts";
import { echo } from "../support/mind-harness.ts";
import { atV1Server } from "../support/v1-harness.ts";

/** Letta's client of OpenAI waits for half a second, then for one, before it tries again. */
const LETTAS_RETRIES_MS = 2_500;

const at = atV1Server();

test("a turn that was hushed does not run on at the server, and take the place of what was said next", async () => {
  at.harness.model = (_request, answer) => answer.say("I begin to tell. ", "And I go on");
  const turn: Say = { kind: "say", turn: randomUUID(), npc: "guard", player: at.player, text: "A parsnip story" };
  await at.harness.relay.send("s", turn);
  await at.harness.relay.get("/v1/events?server=s");
  await at.harness.relay.send("s", { kind: "hush", turn: turn.turn });
  await at.harness.relay.eventsUntilEnd("s", turn.turn);
  at.harness.model = echo;
  expect((await at.harness.relay.talk("guard", at.player, "short")).mind).toBe("letta-api");
  expect((await at.harness.relay.talk("guard", at.player, "again")).mind).toBe("letta-api");
  expect(at.harness.lastAsked()).toMatch(/You said[\s\S]*short\.[\s\S]*again$/);
});

test("a turn that was hushed before the model said a word is ended there too, and costs no other call", async () => {
  const ended = Promise.withResolvers<void>();
  // It has shown a sign of life: one that has not may be loading its model, and is left to it.
  at.harness.model = (_request, answer) => (answer.say(""), answer.closed.then(ended.resolve));
  const turn: Say = { kind: "say", turn: randomUUID(), npc: "guard", player: at.player, text: "Are you asleep?" };
  await at.harness.relay.send("u", turn);
  await at.harness.untilAsked("Are you asleep?");
  await at.harness.relay.send("u", { kind: "hush", turn: turn.turn });
  await ended.promise;
  await sleep(LETTAS_RETRIES_MS);
  expect(at.harness.provider.requests).toHaveLength(1);
  at.harness.model = echo;
  expect((await at.harness.relay.talk("guard", at.player, "Awake now?")).mind).toBe("letta-api");
});

test("a turn that was hushed while a tool was at work leaves a conversation that goes on", async () => {
  at.harness.model = (_request, answer) => (
    answer.say("Here. "),
    answer.call("give_item", { item: "Loaf of bread" }),
    answer.end()
  );
  const turn: Say = { kind: "say", turn: randomUUID(), npc: "innkeeper", player: at.player, text: "Bread" };
  await at.harness.relay.send("t", turn);
  const server = "/v1/events?server=t&wait=10&after=";
  let told = (await (await at.harness.relay.get(`${server}0`)).json()) as {
    events: { kind: string }[];
    cursor: number;
  };
  while (!told.events.some((event) => event.kind === "act"))
    told = (await (await at.harness.relay.get(`${server}${told.cursor}`)).json()) as typeof told;
  await at.harness.relay.send("t", { kind: "hush", turn: turn.turn });
  at.harness.model = echo;
  expect((await at.harness.relay.talk("innkeeper", at.player, "Never mind")).reply).toBe("You said Never mind.");
  expect(at.harness.lastAsked().split("The player had turned away.")).toHaveLength(2);
});
