import { createPace } from "../lib/pace.ts";
import { seeded } from "../safety/classifier/seeded.ts";

const MOST = 256;
const LEAST = 64;
const RANGE = { least: LEAST, most: MOST };
const STEP_MS = 100;

/** How wide it is after each tenth of a second for which the process was busy so much, while as many are at work as may be. */
function widths(busy: number[], ms = STEP_MS): number[] {
  const pace = createPace();
  let width = MOST;
  return busy.map((part) => (width = pace(part, ms, width, RANGE)));
}
const times = (count: number, part: (at: number) => number): number[] =>
  Array.from({ length: count }, (_, at) => part(at));

test.each([
  ["every third tenth of a second", (at: number) => (at % 3 === 0 ? 1 : 0.4)],
  ["every other tenth", (at: number) => (at % 2 === 0 ? 1 : 0.5)],
  ["a quarter of a second now and then", (at: number) => (at % 20 < 2 ? 1 : 0.6)],
  ["half a second at a start", (at: number) => (at < 5 ? 1 : 0.5)],
  ["nearly all the time", () => 0.88],
])("a process that is fully busy for %s makes nobody wait", (_when, busy) => {
  expect(Math.min(...widths(times(600, busy)))).toBe(MOST);
});

test("a process of a town, busy to two thirds and unevenly so, has room for those at work", () => {
  const random = seeded(7);
  const narrowest = Math.min(...widths(times(6_000, () => Math.min(1, Math.max(0, 0.65 + (random() - 0.5) * 0.9)))));
  expect(narrowest).toBeGreaterThan(MOST * 0.75);
});

test("a process with no time to spare works at the fewest at once within seconds, and at as many as before when it has", () => {
  const found = widths([...times(30, () => 1), ...times(40, () => 0.4)]);
  expect(found[29]).toBe(LEAST);
  expect(found[69]).toBe(MOST);
});

test("those at work end before it narrows further", () => {
  const pace = createPace();
  const found = times(30, () => pace(1, STEP_MS, 100, RANGE));
  expect(Math.min(...found)).toBe(70);
});

test.each([1, 2, 8, 96])("a mind of %d at once has a place at any time, and never more", (most) => {
  const pace = createPace();
  const found = times(50, () => pace(1, STEP_MS, 0, { least: most / 4, most }));
  expect(Math.min(...found)).toBe(Math.max(1, Math.floor(most / 4)));
  expect(times(50, () => pace(0, STEP_MS, 0, { least: most / 4, most })).at(-1)).toBe(most);
});

test("it settles where a process is nearly full, whatever its work costs", () => {
  for (const each of [0.004, 0.006, 0.01]) {
    const pace = createPace();
    let width = MOST;
    const found = times(400, () => (width = pace(Math.min(1, width * each), STEP_MS, width, RANGE)));
    const used = found.slice(200).map((wide) => Math.min(1, wide * each));
    expect(Math.min(...used)).toBeGreaterThan(0.6);
    expect(used.reduce((sum, part) => sum + part, 0) / used.length).toBeLessThan(0.97);
  }
});
