import type { HttpJob, HttpLine } from "./http.ts";
import type { Kernel } from "./luau.ts";

/** A line that the game printed, or an error that a script ended with. `from` is "server" or the player's name. */
export interface LogLine {
  level: "print" | "warn" | "error";
  text: string;
  from: string;
}

interface Advance {
  outbox: { id: number; kind: "http"; payload: HttpJob }[];
  logs: LogLine[];
  /** When something is due next, in game seconds. */
  wake?: number;
  /** KiB that Luau uses. */
  heap: number;
}

export interface Pump {
  /** Calls the host API, then lets the game react to it. */
  act(name: string, ...given: unknown[]): Promise<unknown>;
  /** Calls the host API to read something. */
  look(name: string, ...given: unknown[]): Promise<unknown>;
  /** Resolves when the game has moved on by a step; rejects when it cannot. */
  nextStep(): Promise<void>;
  heapKiB(): number;
  stop(): Promise<void>;
}

const LONGEST_SLEEP_MS = 50;

/**
 * Moves the game's time on: from timer to timer, and 60 times a second while something listens to frames. Game seconds are
 * real seconds times `speed`; HTTP takes its real time.
 */
export function startPump(kernel: Kernel, http: HttpLine, onLog: (line: LogLine) => void, speed: number): Pump {
  const started = performance.now();
  const now = () => ((performance.now() - started) / 1000) * speed;
  const pending = new Set<Promise<void>>();
  let stopped = false;
  let heap = 0;
  let wake: number | undefined;
  let rouse = () => {};
  let stepped = Promise.withResolvers<void>();

  async function step(): Promise<void> {
    const result = (await kernel.call("advance", now())) as Advance;
    heap = result.heap;
    wake = result.wake;
    result.logs.forEach(onLog);
    for (const job of result.outbox) {
      const answered = answer(job.id, job.payload).finally(() => pending.delete(answered));
      pending.add(answered);
    }
  }

  async function answer(id: number, job: HttpJob): Promise<void> {
    const { ok, result } = await http.perform(job);
    if (stopped) return;
    await kernel.call("answer", id, ok, result);
    rouse();
  }

  async function look(name: string, ...given: unknown[]): Promise<unknown> {
    if (stopped) throw new Error("the place server is closed");
    // Luau answers without ever leaving Node's microtasks: who asks in a loop would keep it from its timers and sockets.
    await new Promise((resolve) => setImmediate(resolve));
    return kernel.call(name, ...given);
  }

  async function sleep(): Promise<void> {
    const ms = wake === undefined ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, ((wake - now()) / speed) * 1000);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!stopped) {
      await step();
      stepped.resolve();
      stepped = Promise.withResolvers();
      await sleep();
    }
  }

  /** Whoever waits for the next step is told why there will be none. */
  function endSteps(reason: unknown): void {
    stepped.promise.catch(() => {});
    stepped.reject(reason);
  }

  const running = run().catch(endSteps);
  return {
    async act(name, ...given) {
      const result = await look(name, ...given);
      await step();
      rouse();
      return result;
    },
    look,
    nextStep: () => stepped.promise,
    heapKiB: () => heap,
    async stop() {
      stopped = true;
      rouse();
      await running;
      await Promise.all(pending);
      endSteps(new Error("the place server is closed"));
    },
  };
}
