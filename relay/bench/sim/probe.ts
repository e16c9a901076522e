import { Worker } from "node:worker_threads";
import { percentile } from "../percentile.ts";

/** Somebody talks by `/v1/talk` beside the town, and asks the model itself the same at the same moment, four times a second. */
export interface Probe {
  /** Those that were answered while the town was open, in milliseconds. */
  asked: Asked[];
  close(): Promise<unknown>;
}

/** Milliseconds to the whole answer; undefined where there was none. */
export interface Asked {
  straight: number | undefined;
  talked: number | undefined;
}

/** `relays`: in turn. `model`: its address. */
export function openProbe(relays: string[], model: string): Probe {
  const worker = new Worker(new URL("probing.ts", import.meta.url), { workerData: { relays, model } });
  const asked: Asked[] = [];
  worker.on("message", (one: Asked) => asked.push(one));
  return { asked, close: () => worker.terminate() };
}

/**
 * What each talk took more than the model's own answers of those seconds, in milliseconds. Their median: one of them alone is
 * late as often as a talk is, which says nothing of the relay.
 */
export function addedIn(asked: Asked[]): number[] {
  return asked.flatMap(({ talked }, at) => {
    const near = asked.slice(Math.max(0, at - AROUND), at + AROUND + 1).flatMap(({ straight }) => straight ?? []);
    return talked === undefined || near.length === 0 ? [] : [talked - percentile(near, 0.5)];
  });
}

/** Five seconds. */
const AROUND = 10;
