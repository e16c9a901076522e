import { lineOf, maySpeak, meet, pause } from "./support/screen.ts";
import { closeStage, joinBefore, openStage } from "./support/stage.ts";

afterEach(closeStage);

const TALKERS = 60;
const SECONDS = 20;
/** Roblox allows a place server 500 requests a minute for everything; we keep to half of it. */
const BUDGET_A_MINUTE = 250;

test("sixty players who talk all the time cost the place server half of its requests at most", async () => {
  const { town } = await openStage();
  const crowd = await Promise.all(Array.from({ length: TALKERS }, () => joinBefore(town, "guard")));
  for (const visitor of crowd) await meet(town, visitor, "guard");

  let said = 0;
  const before = town.requestsLastMinute();
  const began = performance.now();
  while (performance.now() - began < SECONDS * 1000) {
    for (const visitor of crowd) {
      if (!(await maySpeak(visitor))) continue;
      await visitor.click("Reply1");
      said += 1;
    }
    await pause(town, 0.1);
  }
  const minutes = (performance.now() - began) / 60_000;

  expect(said).toBeGreaterThan(TALKERS);
  expect((town.requestsLastMinute() - before) / minutes).toBeLessThanOrEqual(BUDGET_A_MINUTE);
  await town.until(async () => (await Promise.all(crowd.map(maySpeak))).every(Boolean), 20_000);
  for (const visitor of crowd) expect(await lineOf(visitor)).not.toBe("");
  expect(town.errors()).toEqual([]);
}, 120_000);
