import { echo } from "../support/mind-harness.ts";
import { atV1Server, drain, said } from "../support/v1-harness.ts";
import { besideV1Server } from "../support/v1-server.ts";

const { hasLocks } = besideV1Server();

const at = atV1Server();

test("a conversation that waits for a tool's result that nobody brings is healed", async () => {
  await at.harness.relay.talk("guard", at.player, "I am back");
  const { thread } = await at.harness.namesOf("guard");
  at.harness.model = (_request, answer) => (answer.call("wave", {}), answer.end());
  const wave = { name: "wave", description: "Waves.", parameters: { type: "object", properties: {} } };
  await drain(
    at.harness.letta.conversations.messages.create(thread, {
      messages: [said("orphan")],
      client_tools: [wave],
      stream_tokens: true,
    }),
  );
  at.harness.model = echo;
  expect(await at.harness.relay.talk("guard", at.player, "Still there?")).toMatchObject({
    reply: "You said Still there?.",
    mind: "letta-api",
  });
});

test("what a relay that died was still being told is cancelled by the next one", async () => {
  await at.harness.relay.talk("guard", at.player, "I am back");
  const { thread } = await at.harness.namesOf("guard");
  at.harness.model = (_request, answer) => answer.say("The dead relay's ", "answer");
  const left = drain(
    at.harness.letta.conversations.messages.create(thread, { messages: [said("to the dead")], stream_tokens: true }),
  );
  left.catch(() => undefined);
  await at.harness.untilAsked("to the dead");
  await at.harness.restart();
  at.harness.model = echo;
  expect((await at.harness.relay.talk("guard", at.player, "one")).reply).toBe("You said one.");
  expect((await at.harness.relay.talk("guard", at.player, "two")).reply).toBe("You said two.");
  expect(at.harness.lastAsked()).toMatch(/I am back[\s\S]*You said one\.[\s\S]*two$/);
  expect(at.harness.lastAsked()).not.toContain("to the dead");
});

// Without Redis the server has no locks: it takes both messages and loses one.
if (hasLocks)
  test("a conversation that is busy (409) is healed", async () => {
    await at.harness.relay.talk("guard", at.player, "I am back");
    const { thread } = await at.harness.namesOf("guard");
    at.harness.model = (_request, answer) => answer.say("Somebody else's ", "answer");
    const left = drain(
      at.harness.letta.conversations.messages.create(thread, {
        messages: [said("somebody else")],
        stream_tokens: true,
      }),
    );
    left.catch(() => undefined);
    await at.harness.untilAsked("somebody else");
    at.harness.model = echo;
    expect(await at.harness.relay.talk("guard", at.player, "one")).toMatchObject({
      reply: "You said one.",
      mind: "letta-api",
    });
  });

test("a conversation that somebody deleted is made again, with what was said", async () => {
  await at.harness.relay.talk("guard", at.player, "My horse is called Bramble");
  await at.harness.letta.conversations.delete((await at.harness.namesOf("guard")).thread);
  expect((await at.harness.relay.talk("guard", at.player, "Its name?")).mind).toBe("letta-api");
  expect(at.harness.lastAsked()).toMatch(/Bramble[\s\S]*Its name\?/);
});

test("an agent that somebody deleted is made again, with what was said in each conversation", async () => {
  await at.harness.relay.talk("guard", at.player, "My dog is called Thistle");
  await at.harness.letta.agents.delete((await at.harness.namesOf("guard")).agent);
  expect((await at.harness.relay.talk("guard", at.player, "Its name?")).mind).toBe("letta-api");
  expect(at.harness.lastAsked()).toMatch(/Thistle[\s\S]*Its name\?/);
});
