import { closeGames, joinBefore } from "./support/game.ts";
import { ask, isOpen, meet } from "./support/screen.ts";
import { openTown, printedBy } from "./support/town.ts";
import { wave, waving } from "./support/wave.ts";
import { messagesOn } from "./support/wiretap.ts";

afterEach(closeGames);

test("an act's arguments come as they were declared, and its outcome goes back to the NPC and to the game", async () => {
  const results: string[] = [];
  const { server, wire } = await openTown(
    `
    local wave = defineAct({
      name = "wave", description = "Wave for some minutes.", waits = true,
      args = { minutes = arguments.whole(1, 10), loudly = arguments.flag, with = arguments.choice({ "hand", "hat" }) },
      run = function(player, npc, given)
        print(player.Name, npc.Name, given.minutes + 1, given.loudly, given.with)
        return "Everybody has seen it."
      end,
    })
    local town = startTownsfolk({ acts = { wave } })
    town.onTurn(function(turn)
      print("ended", turn.player.Name, turn.npc.Name, turn.text, turn.acts[1].name, turn.acts[1].minutes)
    end)`,
    waving(results),
  );
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Wave, please.")).toBe("There.");
  await server.until(() => printedBy(server).length === 2);
  expect(printedBy(server)).toEqual([`${ann.name} guard 4 true hat`, `ended ${ann.name} guard There. wave 3`]);
  expect(results).toEqual([expect.stringContaining("Everybody has seen it.")]);
  expect(messagesOn(wire)).toContainEqual(
    expect.objectContaining({ kind: "result", ok: true, note: "Everybody has seen it." }),
  );
  expect(server.errors()).toEqual([]);
});

test("an act that nothing comes of ends in a result all the same", async () => {
  const { server, wire } = await openTown(wave("run = function() end"), waving([]));
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ask(server, ann, "Wave, please.");
  const [result, ...others] = messagesOn(wire).filter(({ kind }) => kind === "result");
  expect(result).toEqual({ kind: "result", act: expect.any(String) as string, ok: true });
  expect(others).toEqual([]);
});

test("an act is offered to the model only when it may be done", async () => {
  const { server, model } = await openTown(
    wave(`run = function() end, when = function(player) return player.Name == "Mayor" end`),
    waving([]),
  );
  const mayor = await joinBefore(server, "guard", { name: "Mayor" });
  const ann = await joinBefore(server, "guard");
  for (const player of [mayor, ann]) {
    await meet(server, player, "guard");
    await ask(server, player, "Wave, please.");
  }
  const offered = model.asked.map(({ tools }) => tools.includes("wave"));
  expect(offered).toEqual([true, true, false]);
});

test("whether it may be done is asked again before it is", async () => {
  const results: string[] = [];
  const script = wave(`run = function() print("waved") end, when = function() asked += 1 return asked == 1 end`);
  const { server } = await openTown(`local asked = 0\n${script}`, waving(results));
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ask(server, ann, "Wave, please.");
  expect(results).toEqual([expect.stringContaining("That cannot be done now.")]);
  expect(printedBy(server)).toEqual([]);
});

test.each([
  ["cooldown = 600", 1, "That was done a moment ago."],
  ["perDay = 2", 2, "That was done often enough today."],
])("an act with %s is not offered any more when it was done %d time(s)", async (limit, times) => {
  const results: string[] = [];
  const { server, model } = await openTown(wave(`${limit}, run = function() end`), waving(results));
  const ann = await joinBefore(server, "guard");
  const bob = await joinBefore(server, "guard");
  for (let said = 0; said <= times; said++) {
    const player = said % 2 === 0 ? ann : bob;
    if (!(await isOpen(player))) await meet(server, player, "guard");
    await ask(server, player, `Wave, please: ${said}.`);
  }
  expect(results).toHaveLength(times);
  expect(model.asked.at(-1)?.tools).not.toContain("wave");
});

test("a refused act uses up neither its cooldown nor its day", async () => {
  const results: string[] = [];
  const run = `run = function() tries += 1 return if tries < 3 then { ok = false, note = "Not yet." } else nil end`;
  const { server } = await openTown(`local tries = 0\n${wave(`cooldown = 600, perDay = 1, ${run}`)}`, waving(results));
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  for (let said = 0; said < 3; said++) await ask(server, ann, `Wave, please: ${said}.`);
  expect(results).toHaveLength(3);
  expect(results[1]).toContain("Not yet.");
  expect(results[2]).not.toContain("Not yet.");
});
