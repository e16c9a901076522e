import { closeGames, joinBefore, keep, openGame, openGameAt, openGameWithModel } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, isAnswering, lineOf, meet, say } from "./support/screen.ts";
import { FALLBACKS } from "./support/sheets.ts";

afterEach(closeGames);

const ROAD = "Safe until dusk. After that, wolves. Four of them. I count.";

test("while the relay is away the NPC says a line of its own, and when it is back it answers", async () => {
  const relay = keep(await openRelay());
  const server = await openGameAt(relay, { speed: 4 });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
  await relay.crash();
  expect(FALLBACKS).toContain(await ask(server, ann, "Is the road safe?"));
  expect(FALLBACKS).toContain(await ask(server, ann, "Is the road safe?"));
  await relay.restart();
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
  expect(server.errors()).toEqual([]);
});

test("a relay that comes late teaches the game its cast, and answers", async () => {
  const relay = keep(await openRelay());
  await relay.crash();
  const server = await openGameAt(relay, { speed: 4 });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(FALLBACKS).toContain(await ask(server, ann, "Is the road safe?"));
  await relay.restart();
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
});

test("a relay that dies while it answers costs the player one line, and no more", async () => {
  const { server, relay, model } = await openGameWithModel();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await say(server, ann, "Is the road safe?");
  await model.completion(0);
  await relay.crash();
  await relay.restart();
  await server.until(async () => !(await isAnswering(ann)));
  expect(FALLBACKS).toContain(await lineOf(ann));

  await say(server, ann, "Is it safe now?");
  const answer = await model.completion(1);
  answer.say("Safe.");
  answer.end();
  await server.until(async () => (await lineOf(ann)) === "Safe.");
});

test("a model that never answers does not leave the player waiting for ever", async () => {
  const { server } = await openGameWithModel();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(FALLBACKS).toContain(await ask(server, ann, "Is the road safe?"));
});

test("in a live game address and key are secrets", async () => {
  const { server } = await openGame({ studio: false });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
});

test("a game without its secrets says so to its developer, and plays on with lines of its own", async () => {
  const relay = keep(await openRelay());
  const server = await openGameAt(relay, { studio: false, relay: undefined });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(FALLBACKS).toContain(await ask(server, ann, "Is the road safe?"));
  const warnings = server.logs.filter(({ level }) => level === "warn").map(({ text }) => text);
  expect(warnings).toEqual([expect.stringContaining("TownsfolkRelayUrl and TownsfolkRelayKey are missing")]);
  expect(server.errors()).toEqual([]);
});
