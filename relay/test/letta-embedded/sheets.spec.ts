import { randomUUID } from "node:crypto";
import type { Question } from "../../minds/mind.ts";
import { textOf } from "../support/completion.ts";
import { baker, type LettaStage, openLettaStage } from "../support/letta-stage.ts";

let stage: LettaStage;
let conversation: string;
const say = (text: string, change: Partial<Question> = {}, signal?: AbortSignal) =>
  stage.say(text, { conversation, ...change }, signal);

beforeAll(async () => {
  stage = await openLettaStage({ models: ["mira"] });
}, 60_000);
afterAll(() => stage.close());
beforeEach(() => {
  conversation = randomUUID();
});

test.each([
  ["persona", { persona: "Mira has painted her oven blue." }, baker.persona],
  ["world", { world: "The bridge is closed." }, baker.world],
  ["name", { name: "Miranda" }, "You are Mira,"],
])("plays a changed %s in all further turns of an open conversation", async (_what, change, former) => {
  await say("hello");
  const sheet = { ...baker, ...change };
  await stage.mind.adopt(sheet);
  for (let turn = 1; turn <= 3; turn++) {
    await say("what is new?", { sheet });
    const system = textOf(stage.model.requests.at(-1), "system");
    for (const value of Object.values(change)) expect(system).toContain(value);
    expect(system).not.toContain(former);
  }
  await stage.mind.adopt(baker);
  await say("and now?");
  expect(textOf(stage.model.requests.at(-1), "system")).toContain(former);
});

test("plays a sheet that `answer` sees first, and one without a world", async () => {
  await say("hello");
  await say("hello", { sheet: { ...baker, persona: "Mira hums.", world: "" } });
  const system = textOf(stage.model.requests.at(-1), "system");
  expect(system).toContain("Mira hums.");
  expect(system).not.toContain(baker.world);
});
