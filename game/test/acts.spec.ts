import { flatten } from "../emulator/host/tree.ts";
import { ask, meet, say } from "./support/screen.ts";
import { closeStage, joinBefore, openStage, openStageWithModel } from "./support/stage.ts";

afterEach(closeStage);

test("what an NPC gives is in the player's backpack, and in nobody else's", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "innkeeper");
  const bob = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await ask(town, ann, "I am thirsty.");
  const backpack = async (name: string) =>
    (await town.see(`Players.${name}.Backpack`)).children.map((tool) => `${tool.className} ${tool.name}`);
  expect(await backpack(ann.name)).toEqual(["Tool Mug of cider"]);
  expect(await backpack(bob.name)).toEqual([]);
});

test("the NPC learns that the gift arrived, and that the second one within a minute did not", async () => {
  const results: string[] = [];
  const { town } = await openStageWithModel((completion) => {
    const last = completion.messages.at(-1);
    if (last?.role !== "tool") return completion.call("give_item", { item: "Loaf of bread" });
    results.push(String(last.content));
    completion.say("There.");
    completion.end();
  });
  const ann = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await ask(town, ann, "I am hungry.");
  await ask(town, ann, "I am still hungry.");
  expect((await town.see(`Players.${ann.name}.Backpack`)).children).toHaveLength(1);
  expect(results).toHaveLength(2);
  expect(results[0]).not.toContain("moment ago");
  expect(results[1]).toContain("They were given one a moment ago.");
});

test("a wave lifts the NPC's arm, and lets it down again", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "innkeeper");
  const arm = async () => {
    const joints = flatten(await town.see("Workspace.Npcs.innkeeper"));
    return JSON.stringify(joints.find((node) => node.name === "RightShoulder")?.properties.C0);
  };
  const rest = await arm();
  expect(rest).toContain("1.45");
  await meet(town, ann, "innkeeper");
  await say(town, ann, "Goodbye!");
  await town.until(async () => (await arm()) !== rest);
  await town.until(async () => (await arm()) === rest);
  expect(town.errors()).toEqual([]);
});
