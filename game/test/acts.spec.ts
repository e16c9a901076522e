import { flatten } from "../emulator/host/tree.ts";
import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, keep, openGame, openGameWithModel } from "./support/game.ts";
import { ask, meet, say } from "./support/screen.ts";

afterEach(closeGames);

test("what an NPC gives is in the player's backpack, and in nobody else's", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "innkeeper");
  const bob = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await ask(server, ann, "I am thirsty.");
  const backpack = async (name: string) =>
    (await server.see(`Players.${name}.Backpack`)).children.map((tool) => `${tool.className} ${tool.name}`);
  expect(await backpack(ann.name)).toEqual(["Tool Mug of cider"]);
  expect(await backpack(bob.name)).toEqual([]);
});

test("the NPC learns that the gift arrived, and that the second one within a minute did not", async () => {
  const results: string[] = [];
  const { server } = await openGameWithModel((completion) => {
    const last = completion.messages.at(-1);
    if (last?.role !== "tool") return completion.call("give_item", { item: "Loaf of bread" });
    results.push(String(last.content));
    completion.say("There.");
    completion.end();
  });
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await ask(server, ann, "I am hungry.");
  await ask(server, ann, "I am still hungry.");
  expect((await server.see(`Players.${ann.name}.Backpack`)).children).toHaveLength(1);
  expect(results).toHaveLength(2);
  expect(results[0]).not.toContain("moment ago");
  expect(results[1]).toContain("They were given one a moment ago.");
});

test("a wave lifts the NPC's arm, and lets it down again", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "innkeeper");
  const arm = async () => {
    const joints = flatten(await server.see("Workspace.Npcs.innkeeper"));
    return JSON.stringify(joints.find((node) => node.name === "RightShoulder")?.properties.C0);
  };
  const rest = await arm();
  expect(rest).toContain("1.45");
  await meet(server, ann, "innkeeper");
  await say(server, ann, "Goodbye!");
  await server.until(async () => (await arm()) !== rest);
  await server.until(async () => (await arm()) === rest);
  expect(server.errors()).toEqual([]);
});

/** Marla as an R15 whose joints an Animator alone can move; what plays is printed. */
const R15 = `
  local marla = workspace.Npcs.innkeeper
  marla.HumanoidRootPart.RightShoulder:Destroy()
  local arm = Instance.new("Part")
  arm.Name, arm.Parent = "RightUpperArm", marla
  local humanoid = Instance.new("Humanoid")
  local animator = Instance.new("Animator")
  animator.Parent, humanoid.Parent = humanoid, marla
  local before
  game:GetService("RunService").Heartbeat:Connect(function()
    local track = animator:GetPlayingAnimationTracks()[1]
    local now = if track then track.Animation.AnimationId else nil
    if now ~= before then print(now or "still") end
    before = now
  end)`;

test("a rig that has an Animator waves by it, and stands where it stood", async () => {
  const { place } = keep(await placeWithScript(R15));
  const { server } = await openGame({ place });
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  const height = async () => {
    const root = await server.see("Workspace.Npcs.innkeeper.HumanoidRootPart");
    return (root.properties.CFrame as number[])[1];
  };
  const printed = () => server.logs.filter(({ level }) => level === "print").map(({ text }) => text);
  const before = await height();
  await say(server, ann, "Goodbye!");
  await server.until(() => printed().length > 1);
  expect(printed()).toEqual(["rbxassetid://507770239", "still"]);
  expect(await height()).toBeCloseTo(before ?? 0);
  expect(server.errors()).toEqual([]);
});
