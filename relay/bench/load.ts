import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "./percentile.ts";

type Take = (worker: number) => Promise<void>;

/** Lets `atOnce` workers take `turns` turns in all, each worker one after the other. Answers with turns a second. */
export async function load(atOnce: number, turns: number, take: Take): Promise<number> {
  const began = performance.now();
  await share(atOnce, turns, take);
  return (turns / (performance.now() - began)) * 1000;
}

/** What an answer leaves to do is not to slow the next turn, which goes the other way. */
const BREATH_MS = 5;

/**
 * Lets `atOnce` workers go one way and the other by turns, so that at any moment as many turns are under way on each and all
 * meet the same server. Answers with the milliseconds that half of the turns of each way took at most.
 */
export async function sideBySide(atOnce: number, turns: number, ways: [Take, Take]): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  const taken = new Map<number, number>();
  await share(atOnce, turns, async (worker) => {
    const count = taken.get(worker) ?? worker;
    taken.set(worker, count + 1);
    const way = count % 2 === 0 ? 0 : 1;
    await sleep(BREATH_MS);
    const began = performance.now();
    await ways[way](worker);
    times[way].push(performance.now() - began);
  });
  return [median(times[0]), median(times[1])];
}

async function share(atOnce: number, turns: number, take: Take): Promise<void> {
  let left = turns;
  const work = async (worker: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await take(worker);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(worker)));
}

export const median = (values: number[]): number => percentile(values, 0.5);
