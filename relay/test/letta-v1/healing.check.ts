import { echo } from "../support/mind-stage.ts";
import { besideV1Server } from "../support/v1-server.ts";
import { atV1Server, drain, said } from "../support/v1-stage.ts";

const { hasLocks } = besideV1Server();

const at = atV1Server();

test("a conversation that waits for a tool's result that nobody brings is healed", async () => {
  await at.stage.relay.talk("guard", at.player, "I am back");
  const { thread } = await at.stage.namesOf("guard");
  at.stage.model = (_request, answer) => (answer.call("wave", {}), answer.end());
  const wave = { name: "wave", description: "Waves.", parameters: { type: "object", properties: {} } };
  await drain(
    at.stage.letta.conversations.messages.create(thread, {
      messages: [said("orphan")],
      client_tools: [wave],
      stream_tokens: true,
    }),
  );
  at.stage.model = echo;
  expect(await at.stage.relay.talk("guard", at.player, "Still there?")).toMatchObject({
    reply: "You said Still there?.",
    mind: "letta-api",
  });
});

test("what a relay that died was still being told is cancelled by the next one", async () => {
  await at.stage.relay.talk("guard", at.player, "I am back");
  const { thread } = await at.stage.namesOf("guard");
  at.stage.model = (_request, answer) => answer.say("The dead relay's ", "answer");
  const left = drain(
    at.stage.letta.conversations.messages.create(thread, { messages: [said("to the dead")], stream_tokens: true }),
  );
  left.catch(() => undefined);
  await at.stage.untilAsked("to the dead");
  await at.stage.restart();
  at.stage.model = echo;
  expect((await at.stage.relay.talk("guard", at.player, "one")).reply).toBe("You said one.");
  expect((await at.stage.relay.talk("guard", at.player, "two")).reply).toBe("You said two.");
  expect(at.stage.lastAsked()).toMatch(/I am back[\s\S]*You said one\.[\s\S]*two$/);
  expect(at.stage.lastAsked()).not.toContain("to the dead");
}, 60_000);

// Without Redis the server has no locks: it takes both messages and loses one.
if (hasLocks)
  test("a conversation that is busy (409) is healed", async () => {
    await at.stage.relay.talk("guard", at.player, "I am back");
    const { thread } = await at.stage.namesOf("guard");
    at.stage.model = (_request, answer) => answer.say("Somebody else's ", "answer");
    const left = drain(
      at.stage.letta.conversations.messages.create(thread, { messages: [said("somebody else")], stream_tokens: true }),
    );
    left.catch(() => undefined);
    await at.stage.untilAsked("somebody else");
    at.stage.model = echo;
    expect(await at.stage.relay.talk("guard", at.player, "one")).toMatchObject({
      reply: "You said one.",
      mind: "letta-api",
    });
  });

test("a conversation that somebody deleted is made again, with what was said", async () => {
  await at.stage.relay.talk("guard", at.player, "My horse is called Bramble");
  await at.stage.letta.conversations.delete((await at.stage.namesOf("guard")).thread);
  expect((await at.stage.relay.talk("guard", at.player, "Its name?")).mind).toBe("letta-api");
  expect(at.stage.lastAsked()).toMatch(/Bramble[\s\S]*Its name\?/);
});

test("an agent that somebody deleted is made again, with what was said in each conversation", async () => {
  await at.stage.relay.talk("guard", at.player, "My dog is called Thistle");
  await at.stage.letta.agents.delete((await at.stage.namesOf("guard")).agent);
  expect((await at.stage.relay.talk("guard", at.player, "Its name?")).mind).toBe("letta-api");
  expect(at.stage.lastAsked()).toMatch(/Thistle[\s\S]*Its name\?/);
});
