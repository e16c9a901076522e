import { closeGames, joinBefore, keep, openGameAt } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, isOpen, lineOf, meet } from "./support/screen.ts";
import { FALLBACKS } from "./support/sheets.ts";

afterEach(closeGames);

const ROAD = "Safe until dusk. After that, wolves. Four of them. I count.";

test("where no more talks may be open the NPC is busy in character, until somebody leaves", async () => {
  const relay = keep(await openRelay({ env: { SERVER_OPEN_TALKS: "1" } }));
  const server = await openGameAt(relay);
  const ann = await joinBefore(server, "guard");
  const bob = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await meet(server, bob, "guard");

  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
  expect(FALLBACKS).toContain(await ask(server, bob, "Is the road safe?"));
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);

  await ann.click("Leave");
  await server.until(async () => !(await isOpen(ann)));
  expect(await ask(server, bob, "Is the road safe?")).toBe(ROAD);
  expect(server.errors()).toEqual([]);
});

test("a player over their turns a minute finds the NPC busy in character, and the talk goes on", async () => {
  const relay = keep(await openRelay({ env: { PLAYER_TURNS_PER_MINUTE: "1" } }));
  const server = await openGameAt(relay);
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
  expect(FALLBACKS).toContain(await ask(server, ann, "Is the road safe?"));
  expect(await isOpen(ann)).toBe(true);
  expect(await lineOf(ann)).not.toMatch(/limit|rate|error/i);
  expect(server.errors()).toEqual([]);
});
