import { textOf } from "../support/completion.ts";
import { baker } from "../support/letta-harness.ts";
import { aTalkWithLetta } from "../support/letta-talk.ts";

const talk = aTalkWithLetta();
const { say } = talk;

test.each([
  ["persona", { persona: "Mira has painted her oven blue." }, baker.persona],
  ["world", { world: "The bridge is closed." }, baker.world],
  ["name", { name: "Miranda" }, "You are Mira,"],
])("plays a changed %s in all further turns of an open conversation", async (_what, change, former) => {
  await say("hello");
  const sheet = { ...baker, ...change };
  await talk.harness.mind.adopt(sheet);
  for (let turn = 1; turn <= 3; turn++) {
    await say("what is new?", { sheet });
    const system = textOf(talk.harness.model.requests.at(-1), "system");
    for (const value of Object.values(change)) expect(system).toContain(value);
    expect(system).not.toContain(former);
  }
  await talk.harness.mind.adopt(baker);
  await say("and now?");
  expect(textOf(talk.harness.model.requests.at(-1), "system")).toContain(former);
});

test("plays a sheet that `answer` sees first, and one without a world", async () => {
  await say("hello");
  await say("hello", { sheet: { ...baker, persona: "Mira hums.", world: "" } });
  const system = textOf(talk.harness.model.requests.at(-1), "system");
  expect(system).toContain("Mira hums.");
  expect(system).not.toContain(baker.world);
});
