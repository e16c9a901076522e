import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, keep, openGameAt, openGameWithModel } from "./support/game.ts";
import { lastWords } from "./support/model.ts";
import { openRelay } from "./support/relay.ts";
import { ask, lineOf, meet, pause, say, seen, write } from "./support/screen.ts";

afterEach(closeGames);

const UNHEARD = "I did not quite catch that. Could you say it another way?";

const openNoted = async (options = {}) => {
  const model = await openGameWithModel((completion) => {
    completion.say("Noted.");
    completion.end();
  });
  return keepServer(model, options);
};

async function keepServer({ relay, model }: Awaited<ReturnType<typeof openGameWithModel>>, options: object) {
  return { model, server: await openGameAt(relay, options) };
}

test.each(["typed", "filtered"] as const)(
  "typed words go through TextChatService to the NPC and to nobody else, filtered, if the server sees them %s",
  async (serverSeesChat) => {
    const { server, model } = await openNoted({ serverSeesChat });
    await server.filter({ words: ["badword"] });
    const [ann, bob] = [await joinBefore(server, "guard"), await joinBefore(server, "guard")];
    for (const player of [ann, bob]) await meet(server, player, "guard");
    expect(await ask(server, ann, "A badword of mine, said well.")).toBe("Noted.");
    expect(model.asked.map(lastWords)).toEqual([expect.stringContaining("A ####### of mine, said well.")]);
    expect(JSON.stringify(await bob.texts())).not.toContain("of mine");
    const channel = await server.see(`TextChatService.TownsfolkWords ${ann.name}`);
    expect(channel.children.map(({ className, name }) => [className, name])).toEqual([["TextSource", ann.name]]);
    expect(server.errors()).toEqual([]);
  },
);

test("typed words that come by the remote are not heard, and whoever waits is answered", async () => {
  const { server, model } = await openNoted();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await server.until(() => seen(ann, "Words"));
  await ann.cheat("townsfolk.say", 1, "These are words of my own.");
  await server.until(async () => (await lineOf(ann))?.includes(UNHEARD));
  await pause(server, 1.2);
  expect(model.asked).toEqual([]);
  await ann.click("Is the road safe?");
  await server.until(() => model.asked.length === 1);
});

test("words that Roblox's filter fails on are not sent, and the player may try again", async () => {
  const { server, model } = await openNoted();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await server.until(() => seen(ann, "Words"));
  await server.filter({ fails: true });
  await say(server, ann, "Can you hear me?");
  await server.until(async () => (await lineOf(ann))?.includes(UNHEARD));
  expect(model.asked).toEqual([]);
  await server.filter({});
  await pause(server, 1.2);
  expect(await ask(server, ann, "And now?")).toBe("Noted.");
});

test("who may not chat has no channel; who leaves takes theirs along", async () => {
  const { server } = await openNoted();
  const ann = await joinBefore(server, "guard", { canChat: false });
  const bob = await joinBefore(server, "guard");
  const channelOf = (name: string) => server.see(`TextChatService.TownsfolkWords ${name}`).catch(() => undefined);
  await server.until(() => channelOf(bob.name));
  expect(await channelOf(ann.name)).toBeUndefined();
  await bob.leave();
  await server.until(async () => (await channelOf(bob.name)) === undefined);
});

test("a host game may choose a remote and the text filter instead", async () => {
  const relay = keep(await openRelay());
  const luau = `require(game:GetService("ServerScriptService").Townsfolk["start-townsfolk"])
    .startTownsfolk({ typedWords = "RemoteEvent" })`;
  const { place } = keep(await placeWithScript(luau, { isAlone: true }));
  const server = await openGameAt(relay, { place });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await write(server, ann, "Is the road safe?", { enter: true });
  await server.until(async () => (await lineOf(ann))?.includes("Safe until dusk."));
  expect(await server.see(`TextChatService.TownsfolkWords ${ann.name}`).catch(() => undefined)).toBeUndefined();
});
