export interface Load {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
}

/** Lets `atOnce` workers do `turns` turns in all, each worker one after the other. */
export async function load(atOnce: number, turns: number, turn: (worker: number) => Promise<void>): Promise<Load> {
  const times: number[] = [];
  let left = turns;
  const began = performance.now();
  const work = async (worker: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      await turn(worker);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(worker)));
  return { perSecond: (turns / (performance.now() - began)) * 1000, p50: median(times) };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
