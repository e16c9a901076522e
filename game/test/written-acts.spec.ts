import { closeGames, joinBefore } from "./support/game.ts";
import type { Completion } from "./support/model.ts";
import { ask, isAnswering, lineOf, maySpeak, meet, pause } from "./support/screen.ts";
import { openTown, printedBy } from "./support/town.ts";
import { messagesOn } from "./support/wiretap.ts";

afterEach(closeGames);

/** Two acts with text that a model writes, by the name of one that the guard's sheet allows. */
const SIGN = `
local wave = defineAct({
  name = "wave", description = "Write a sign.", waits = true,
  args = { sign = arguments.text(60), below = arguments.text(60), times = arguments.whole(1, 5) },
  run = function(_, _, given) print("wrote", given.sign, given.below, given.times) return "It hangs." end,
})
local town = startTownsfolk({ acts = { wave } })
town.onTurn(function(turn)
  local signs = {}
  for _, act in turn.acts do table.insert(signs, act.sign) end
  print("ended", table.concat(signs, " | "))
end)`;

/** A model that writes a sign for each thing that is said, and keeps what came of it. */
function writing(sign: string, results: string[], beforeCall: () => Promise<unknown> = () => Promise.resolve()) {
  return (completion: Completion): void => {
    const last = completion.messages.at(-1);
    if (last?.role !== "tool")
      return void beforeCall().then(() => completion.call("wave", { sign, below: "Captain Hale", times: 2 }));
    results.push(String(last.content));
    completion.say("There.");
    completion.end();
  };
}

test("what a model writes in an act comes to the game as Roblox filtered it for everybody, also afterwards", async () => {
  const results: string[] = [];
  const { server } = await openTown(SIGN, writing("No hens and no geese in here", results));
  await server.filter({ words: ["hens"], forAll: ["geese"] });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Write a sign.")).toBe("There.");
  await server.until(() => printedBy(server).length === 2);
  const clean = "No #### and no ##### in here";
  expect(printedBy(server)).toEqual([`wrote ${clean} Captain Hale 2`, `ended ${clean}`]);
  expect(results).toEqual([expect.stringContaining("It hangs.")]);
  expect(server.errors()).toEqual([]);
});

test.each([
  ["is masked as a whole", "hens hens hens", { forAll: ["hens"] }],
  ["is masked for the most part", "No hens", { words: ["hens"] }],
  ["could not be filtered", "Closed today", { fails: true }],
  ["names a place outside of Roblox, which no relay of ours lets through,", "Ask on Dscrd", {}],
])("an act whose text %s is not done, and the NPC hears why", async (_, sign, filter) => {
  const results: string[] = [];
  const { server, wire } = await openTown(
    SIGN,
    writing(sign, results, () => server.filter(filter)),
    { change: (_path, body) => body.replaceAll("Dscrd", "Discord") },
  );
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ann.click("Is the road safe?");
  await server.until(() => results.length === 1);
  expect(printedBy(server).join()).not.toContain("wrote");
  expect(results).toEqual([expect.stringContaining("Not everybody may read such a")]);
  expect(messagesOn(wire)).toContainEqual(expect.objectContaining({ kind: "result", ok: false }));
  expect(server.errors()).toEqual([]);
});

test("an act whose text is in the filter when the player presses Stop is not done any more", async () => {
  const results: string[] = [];
  const { server, model } = await openTown(
    SIGN,
    writing("Closed today", results, () => server.filter({ hangs: true })),
  );
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ann.click("Is the road safe?");
  await model.completion(0);
  await pause(server, 1.5);
  expect(await isAnswering(ann)).toBe(true);
  await ann.click("Stop");
  await server.until(() => maySpeak(ann));
  await server.filter({});
  await pause(server, 0.5);
  expect(printedBy(server)).toEqual(["ended "]);
  expect(server.errors()).toEqual([]);
});

test("acts are done in the order in which the NPC wanted them, and the turn ends after the last", async () => {
  const script = `
    local wave = defineAct({
      name = "wave", description = "Write a sign.", args = { sign = arguments.text(60) },
      run = function(_, _, given) print("wrote", given.sign) end,
    })
    local nod = defineAct({ name = "nod", description = "Nod.", run = function() print("nodded") end })
    local town = startTownsfolk({ acts = { wave, nod } })
    town.onTurn(function(turn) print("ended", #turn.acts) end)`;
  /** The relay's guard may wave only: every second wave is made a nod on its way. */
  const seen = new Set<string>();
  const change = (path: string, body: string): string => {
    if (path !== "/v1/events") return body;
    const reply = JSON.parse(body) as { events?: { kind: string; id?: string; act?: { sign?: string } }[] };
    for (const event of reply.events ?? []) {
      if (event.kind === "act" && event.act?.sign === "nod") event.act = { name: "nod" } as object;
      if (event.id !== undefined) seen.add(event.id);
    }
    return JSON.stringify(reply);
  };
  const signs = ["Closed today", "nod", "Open tomorrow"];
  const answer = (completion: Completion): void => {
    const sign = signs.shift();
    if (sign !== undefined) return completion.call("wave", { sign });
    completion.say("There.");
    completion.end();
  };
  const { server } = await openTown(script, answer, { change });
  await server.filter({ words: [] });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Write two signs.")).toBe("There.");
  expect(await lineOf(ann)).toBe("There.");
  await server.until(() => printedBy(server).length === 4);
  expect(printedBy(server)).toEqual(["wrote Closed today", "nodded", "wrote Open tomorrow", "ended 3"]);
  expect(seen.size).toBe(3);
});
