import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../percentile.ts";
import type { Tally } from "../tally.ts";

/** The town in one second. */
export interface Sample {
  second: number;
  turnsASecond: number;
  inFlight: number;
  /** Of the last ten seconds, in milliseconds. */
  firstBeatP50: number;
  firstBeatP95: number;
  wholeP95: number;
  /** Of all relays. */
  megabytes: number;
  cores: number;
}

interface Used {
  megabytes: number;
  cpuSeconds: number;
}

const WINDOW_MS = 10_000;
const EVERY_MS = 2_000;

/** One every two seconds until the town closes; each is told as it comes. */
export async function takeSamples(
  relays: string[],
  tally: Tally,
  ends: AbortSignal,
  onSample: (sample: Sample) => void,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const began = performance.now();
  let before = { at: began, ...(await used(relays)) };
  while (!ends.aborted) {
    await sleep(EVERY_MS);
    const now = { at: performance.now(), ...(await used(relays)) };
    const since = Math.max(began, now.at - WINDOW_MS);
    const recent = (all: { at: number; ms: number }[]): number[] =>
      all.filter(({ at }) => at >= since).map(({ ms }) => ms);
    const sample: Sample = {
      second: Math.round((now.at - began) / 1_000),
      turnsASecond: recent(tally.wholes).length / ((now.at - since) / 1_000),
      inFlight: tally.inFlight(),
      firstBeatP50: percentile(recent(tally.firstBeats), 0.5) || 0,
      firstBeatP95: percentile(recent(tally.firstBeats), 0.95) || 0,
      wholeP95: percentile(recent(tally.wholes), 0.95) || 0,
      megabytes: now.megabytes,
      cores: (now.cpuSeconds - before.cpuSeconds) / ((now.at - before.at) / 1_000),
    };
    before = now;
    samples.push(sample);
    onSample(sample);
  }
  return samples;
}

async function used(relays: string[]): Promise<Used> {
  const texts = await Promise.all(relays.map((url) => metricsOf(url).catch(() => "")));
  return {
    megabytes: texts.reduce((sum, text) => sum + valueOf(text, "process_resident_memory_bytes"), 0) / 1e6,
    cpuSeconds: texts.reduce((sum, text) => sum + valueOf(text, "process_cpu_seconds_total"), 0),
  };
}

export async function metricsOf(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`, { headers: { authorization: "Bearer dev" } })).text();
}

/** Of all its labels together that match. */
export function valueOf(metrics: string, name: string, label = ""): number {
  const lines = metrics.split("\n").filter((line) => line.startsWith(name) && line.includes(label));
  return lines.reduce((sum, line) => sum + Number(/ (\S+)$/.exec(line)?.[1] ?? 0), 0);
}
