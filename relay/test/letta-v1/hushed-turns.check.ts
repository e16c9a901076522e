import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "../../../game/src/shared/contract.ts";
import { echo } from "../support/mind-stage.ts";
import { openV1Stage, type V1Stage } from "../support/v1-stage.ts";

/** Letta's client of OpenAI waits for half a second, then for one, before it tries again. */
const LETTAS_RETRIES_MS = 2_500;

let stage: V1Stage;
let player = 0;

beforeAll(async () => {
  stage = await openV1Stage();
}, 60_000);
afterAll(() => stage.close());
beforeEach(() => {
  stage.reset();
  player += 1;
});

test("a turn that was hushed does not run on at the server, and take the place of what was said next", async () => {
  stage.model = (_request, answer) => answer.say("I begin to tell. ", "And I go on");
  const turn: Say = { kind: "say", turn: randomUUID(), npc: "guard", player, text: "A parsnip story" };
  await stage.relay.send("s", turn);
  await stage.relay.get("/v1/events?server=s");
  await stage.relay.send("s", { kind: "hush", turn: turn.turn });
  await stage.relay.eventsUntilEnd("s", turn.turn);
  stage.model = echo;
  expect((await stage.relay.talk("guard", player, "short")).mind).toBe("letta-api");
  expect((await stage.relay.talk("guard", player, "again")).mind).toBe("letta-api");
  expect(stage.lastAsked()).toMatch(/You said[\s\S]*short\.[\s\S]*again$/);
});

test("a turn that was hushed before the model said a word is ended there too, and costs no other call", async () => {
  const ended = Promise.withResolvers<void>();
  stage.model = (_request, answer) => answer.closed.then(ended.resolve);
  const turn: Say = { kind: "say", turn: randomUUID(), npc: "guard", player, text: "Are you asleep?" };
  await stage.relay.send("u", turn);
  await stage.untilAsked("Are you asleep?");
  await stage.relay.send("u", { kind: "hush", turn: turn.turn });
  await ended.promise;
  await sleep(LETTAS_RETRIES_MS);
  expect(stage.provider.requests).toHaveLength(1);
  stage.model = echo;
  expect((await stage.relay.talk("guard", player, "Awake now?")).mind).toBe("letta-api");
});

test("a turn that was hushed while a tool was at work leaves a conversation that goes on", async () => {
  stage.model = (_request, answer) => (
    answer.say("Here. "),
    answer.call("give_item", { item: "Loaf of bread" }),
    answer.end()
  );
  const turn: Say = { kind: "say", turn: randomUUID(), npc: "innkeeper", player, text: "Bread" };
  await stage.relay.send("t", turn);
  const server = "/v1/events?server=t&wait=10&after=";
  let told = (await (await stage.relay.get(`${server}0`)).json()) as { events: { kind: string }[]; cursor: number };
  while (!told.events.some((event) => event.kind === "act"))
    told = (await (await stage.relay.get(`${server}${told.cursor}`)).json()) as typeof told;
  await stage.relay.send("t", { kind: "hush", turn: turn.turn });
  stage.model = echo;
  expect((await stage.relay.talk("innkeeper", player, "Never mind")).reply).toBe("You said Never mind.");
  expect(stage.lastAsked().split("The player had turned away.")).toHaveLength(2);
});
