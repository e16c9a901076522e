import { setImmediate } from "node:timers/promises";

/**
 * Hands over at once what many ask for at the same time, in the order in which they came, and one batch after the other. `run`
 * answers to each in that order.
 */
export function inBatches<Asked, Answer>(
  run: (batch: Asked[]) => Promise<Answer[]>,
  most = 1_000,
): (asked: Asked) => Promise<Answer> {
  let waiting: ({ asked: Asked } & PromiseWithResolvers<Answer>)[] = [];
  let isRunning = false;

  const runAll = async (): Promise<void> => {
    isRunning = true;
    await setImmediate();
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const answers = await run(batch.map(({ asked }) => asked));
        for (const [at, answer] of answers.entries()) batch[at]?.resolve(answer);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  };
  return (asked) => {
    const one = { asked, ...Promise.withResolvers<Answer>() };
    waiting.push(one);
    if (!isRunning) void runAll();
    return one.promise;
  };
}
