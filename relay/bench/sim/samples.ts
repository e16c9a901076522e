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
  /** What JavaScript has of it, with what is not collected yet. NaN while one of them is away. */
  heapMegabytes: number;
  cores: number;
  /** Turns that wait for a place, or behind another of the same talk. */
  waiting: number;
  /** For so many milliseconds the event loop of a relay let a timer wait, one in a hundred; of the worst relay. */
  late: number;
}

interface Used extends Pick<Sample, "megabytes" | "heapMegabytes" | "waiting" | "late"> {
  cpuSeconds: number;
}

const WINDOW_MS = 10_000;
const EVERY_MS = 2_000;
/** A relay looks at its event loop so often, and counts from one look to the next: https://github.com/siimon/prom-client */
const LOOKS_MS = 10;

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
    const { cpuSeconds, ...now } = { at: performance.now(), ...(await used(relays)) };
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
      heapMegabytes: now.heapMegabytes,
      // Of one that was killed it begins anew.
      cores: Math.max(0, cpuSeconds - before.cpuSeconds) / ((now.at - before.at) / 1_000),
      waiting: now.waiting,
      late: now.late,
    };
    before = { ...now, cpuSeconds };
    samples.push(sample);
    onSample(sample);
  }
  return samples;
}

async function used(relays: string[]): Promise<Used> {
  const texts = await Promise.all(relays.map((url) => metricsOf(url).catch(() => "")));
  const sum = (name: string): number => texts.reduce((all, text) => all + valueOf(text, name), 0);
  return {
    megabytes: sum("process_resident_memory_bytes") / 1e6,
    heapMegabytes: texts.includes("") ? NaN : sum("nodejs_heap_size_used_bytes") / 1e6,
    cpuSeconds: sum("process_cpu_seconds_total"),
    waiting: Math.max(0, sum("townsfolk_turns_waiting")),
    late: Math.max(0, ...texts.map((text) => valueOf(text, "nodejs_eventloop_lag_p99_seconds") * 1_000 - LOOKS_MS)),
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
