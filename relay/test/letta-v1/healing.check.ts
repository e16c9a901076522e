import { echo } from "../support/mind-stage.ts";
import { besideV1Server } from "../support/v1-server.ts";
import { drain, openV1Stage, said, type V1Stage } from "../support/v1-stage.ts";

const { hasLocks } = besideV1Server();

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

test("a conversation that waits for a tool's result that nobody brings is healed", async () => {
  await stage.relay.talk("guard", player, "I am back");
  const { thread } = await stage.namesOf("guard");
  stage.model = (_request, answer) => (answer.call("wave", {}), answer.end());
  const wave = { name: "wave", description: "Waves.", parameters: { type: "object", properties: {} } };
  await drain(
    stage.letta.conversations.messages.create(thread, {
      messages: [said("orphan")],
      client_tools: [wave],
      stream_tokens: true,
    }),
  );
  stage.model = echo;
  expect(await stage.relay.talk("guard", player, "Still there?")).toMatchObject({
    reply: "You said Still there?.",
    mind: "letta-api",
  });
});

test("what a relay that died was still being told is cancelled by the next one", async () => {
  await stage.relay.talk("guard", player, "I am back");
  const { thread } = await stage.namesOf("guard");
  stage.model = (_request, answer) => answer.say("The dead relay's ", "answer");
  const left = drain(
    stage.letta.conversations.messages.create(thread, { messages: [said("to the dead")], stream_tokens: true }),
  );
  left.catch(() => undefined);
  await stage.untilAsked("to the dead");
  await stage.restart();
  stage.model = echo;
  expect((await stage.relay.talk("guard", player, "one")).reply).toBe("You said one.");
  expect((await stage.relay.talk("guard", player, "two")).reply).toBe("You said two.");
  expect(stage.lastAsked()).toMatch(/I am back[\s\S]*You said one\.[\s\S]*two$/);
  expect(stage.lastAsked()).not.toContain("to the dead");
}, 60_000);

// Without Redis the server has no locks: it takes both messages and loses one.
if (hasLocks)
  test("a conversation that is busy (409) is healed", async () => {
    await stage.relay.talk("guard", player, "I am back");
    const { thread } = await stage.namesOf("guard");
    stage.model = (_request, answer) => answer.say("Somebody else's ", "answer");
    const left = drain(
      stage.letta.conversations.messages.create(thread, { messages: [said("somebody else")], stream_tokens: true }),
    );
    left.catch(() => undefined);
    await stage.untilAsked("somebody else");
    stage.model = echo;
    expect(await stage.relay.talk("guard", player, "one")).toMatchObject({ reply: "You said one.", mind: "letta-api" });
  });

test("a conversation that somebody deleted is made again, with what was said", async () => {
  await stage.relay.talk("guard", player, "My horse is called Bramble");
  await stage.letta.conversations.delete((await stage.namesOf("guard")).thread);
  expect((await stage.relay.talk("guard", player, "Its name?")).mind).toBe("letta-api");
  expect(stage.lastAsked()).toMatch(/Bramble[\s\S]*Its name\?/);
});

test("an agent that somebody deleted is made again, with what was said in each conversation", async () => {
  await stage.relay.talk("guard", player, "My dog is called Thistle");
  await stage.letta.agents.delete((await stage.namesOf("guard")).agent);
  expect((await stage.relay.talk("guard", player, "Its name?")).mind).toBe("letta-api");
  expect(stage.lastAsked()).toMatch(/Thistle[\s\S]*Its name\?/);
});
