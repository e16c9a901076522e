import { closeGames, joinBefore, openGame } from "./support/game.ts";
import { lineOf, maySpeak, meet, pause } from "./support/screen.ts";

afterEach(closeGames);

const TALKERS = 60;
const SECONDS = 20;
/** Roblox allows a place server 500 requests a minute for everything; we keep to half of it. */
const BUDGET_A_MINUTE = 250;

test("sixty players who talk all the time cost the place server half of its requests at most", async () => {
  const { server } = await openGame();
  const crowd = await Promise.all(Array.from({ length: TALKERS }, () => joinBefore(server, "guard")));
  for (const player of crowd) await meet(server, player, "guard");

  let said = 0;
  const before = server.requestsLastMinute();
  const began = performance.now();
  while (performance.now() - began < SECONDS * 1000) {
    for (const player of crowd) {
      if (!(await maySpeak(player))) continue;
      await player.click("Reply1");
      said += 1;
    }
    await pause(server, 0.1);
  }
  const minutes = (performance.now() - began) / 60_000;

  expect(said).toBeGreaterThan(TALKERS);
  expect((server.requestsLastMinute() - before) / minutes).toBeLessThanOrEqual(BUDGET_A_MINUTE);
  await server.until(async () => (await Promise.all(crowd.map(maySpeak))).every(Boolean), 20_000);
  for (const player of crowd) expect(await lineOf(player)).not.toBe("");
  expect(server.errors()).toEqual([]);
}, 120_000);
