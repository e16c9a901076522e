import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, keep, openGame, openGameAt, openGameWithModel } from "./support/game.ts";
import { lastWords, openModel } from "./support/model.ts";
import { openRelay } from "./support/relay.ts";
import { ask, lineOf, meet } from "./support/screen.ts";
import { openWiretap } from "./support/wiretap.ts";

afterEach(closeGames);

test("each player is called by their own name, which neither the relay nor the model ever hears", async () => {
  const model = keep(
    await openModel((completion) => {
      completion.say("Welcome back, {player}. {Player}, your");
      completion.say(" soup is hot, and so is the sto");
      completion.say("ve, {play");
      completion.say("er}!");
      completion.end();
    }),
  );
  const relay = keep(await openRelay({ modelUrl: model.url, env: { LOG_LEVEL: "trace", LOG_TEXT: "1" } }));
  const wire = keep(await openWiretap(relay.url));
  const server = await openGameAt({ url: wire.url, key: relay.key });
  const ann = await joinBefore(server, "innkeeper", { name: "AnnLogin", displayName: "Ännchen the Bold" });
  const bob = await joinBefore(server, "innkeeper", { name: "BobLogin", displayName: "Bobberton" });
  const soup = (name: string): string =>
    `Welcome back, ${name}. ${name}, your soup is hot, and so is the stove, ${name}!`;

  for (const player of [ann, bob]) await meet(server, player, "innkeeper");
  expect(await ask(server, ann, "It is me again.")).toBe(soup("Ännchen the Bold"));
  expect(await ask(server, bob, "And me.")).toBe(soup("Bobberton"));
  expect(await ask(server, ann, "Once more?")).toBe(soup("Ännchen the Bold"));
  const bubbles = await server.bubbles();
  expect(bubbles.filter(({ text }) => text.includes("Bobberton")).map(({ seenBy }) => seenBy)).toEqual([
    bob.userId,
    bob.userId,
  ]);

  expect(lastWords(await model.completion(0))).toContain("It is me again.");
  const heard = [JSON.stringify(wire.overheard), JSON.stringify(model.asked), JSON.stringify(relay.log())];
  const kept = await everythingIn(relay.dataDir);
  // The first time it is refused, since the relay does not know the game's acts yet.
  const sent = wire.overheard.filter((one) => one.sent.includes("It is me again."));
  expect(sent.map(({ told }) => told.includes('"ok":true'))).toEqual([false, true]);
  expect(kept).toContain("It is me again.");
  for (const text of [...heard, kept]) expect(text).not.toMatch(/nnchen|the Bold|Bobberton|AnnLogin|BobLogin/);
  expect(server.errors()).toEqual([]);
});

test("a greeting calls everybody by their own name, at once and on their own screen only", async () => {
  const { place } = keep(
    await placeWithScript(`
      local guard = workspace.Npcs.guard
      guard:SetAttribute("TownsfolkId", "sergeant")
      guard:SetAttribute("TownsfolkGreeting", "Halt, {player}. {player}, is it?")`),
  );
  const { server } = await openGame({ place });
  const ann = await joinBefore(server, "guard", { displayName: "Ännchen" });
  const bob = await joinBefore(server, "guard", { displayName: "%1<b>" });
  await server.until(async () => JSON.stringify(await server.see("Workspace.Npcs.guard")).includes("Halt, {player}"));
  for (const player of [ann, bob]) await meet(server, player, "sergeant");
  expect(await lineOf(ann)).toBe("Halt, Ännchen. Ännchen, is it?");
  expect(await lineOf(bob)).toBe("Halt, %1b. %1b, is it?");
  expect((await server.bubbles()).map(({ text, seenBy }) => [seenBy, text])).toEqual([
    [ann.userId, await lineOf(ann)],
    [bob.userId, await lineOf(bob)],
  ]);
});

test("an NPC whose sheet knows no names shows no placeholder, whatever a player or a model makes of it", async () => {
  const { server } = await openGameWithModel((completion) => {
    completion.say("Halt, {player}. Your name, {{ Player_Name }}?");
    completion.end();
  });
  const ann = await joinBefore(server, "guard", { displayName: "Ännchen" });
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "I am {player}.")).toBe("Halt. Your name?");
});

test.each([
  ["%1%0%%", "%1%0%%"],
  ["{player}", "player"],
  ["<b>Big</b>&lt;", "bBig/blt;"],
  ["(.+)*[a-z]?", "(.+)*[a-z]?"],
  ["\u0007<>", "Login"],
])("a player who calls themselves %j is called %j and breaks nothing", async (displayName, called) => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "innkeeper", { name: "Login", displayName });
  await meet(server, ann, "innkeeper");
  expect(await ask(server, ann, "Goodbye!")).toBe(`Safe roads, ${called}. The lamp stays lit for you.`);
  expect(server.errors()).toEqual([]);
});

test("Roblox filters the words with the name in them", async () => {
  const { server } = await openGame();
  await server.filter({ words: ["rascal"] });
  const ann = await joinBefore(server, "innkeeper", { displayName: "Rascal" });
  await meet(server, ann, "innkeeper");
  expect(await ask(server, ann, "Heard any news?")).toContain("so that none is stolen, ######. Do not");
});

test("the game's own lines know the name too, when the relay is gone", async () => {
  const relay = keep(await openRelay());
  await relay.crash();
  const server = await openGameAt(relay, { speed: 4 });
  const ann = await joinBefore(server, "innkeeper", { displayName: "Ännchen" });
  await meet(server, ann, "innkeeper");
  const heard = new Set<string>();
  for (let turns = 0; turns < 40 && ![...heard].some((line) => line.includes("Ännchen")); turns++)
    heard.add(await ask(server, ann, "Is anybody there?"));
  expect([...heard]).toContain("One moment, Ännchen, somebody has knocked over a tankard again.");
  expect([...heard].join()).not.toContain("{");
});

async function everythingIn(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "latin1")));
  return texts.join("\n");
}
