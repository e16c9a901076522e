import { priceOf, usdFor } from "../../models/client/prices.ts";
import type { Link } from "../link.ts";
import { percentile } from "../percentile.ts";
import type { Tally } from "../tally.ts";
import { addedIn, type Asked } from "./probe.ts";
import type { Findings, Percentiles } from "./report.ts";
import { type Sample, valueOf } from "./samples.ts";

interface Seen {
  tally: Tally;
  links: Link[];
  samples: Sample[];
  asked: Asked[];
  /** Of a heap after each full collection, in MB. */
  left: number[];
  /** Each relay's own, at the end. */
  metrics: string[];
}

type Size = Pick<Findings, "players" | "servers" | "minutes" | "relays" | "isOneKilled">;

/** What a simulation comes to. */
export function findingsOf(size: Size, { tally, links, samples, asked, metrics, left }: Seen): Findings {
  const dollars = metrics.reduce((sum, text) => sum + dollarsIn(text), 0);
  return {
    ...tally.counts,
    ...size,
    turnsASecond: tally.counts.turns / (size.minutes * 60),
    mostInFlight: Math.max(0, ...samples.map(({ inFlight }) => inFlight)),
    firstBeat: percentilesOf(tally.firstBeats.map(({ ms }) => ms)),
    whole: percentilesOf(tally.wholes.map(({ ms }) => ms)),
    straight: percentilesOf(asked.flatMap(({ straight }) => straight ?? [])),
    talked: percentilesOf(asked.flatMap(({ talked }) => talked ?? [])),
    added: percentilesOf(addedIn(asked)),
    probes: asked.length,
    unanswered: asked.filter(({ talked }) => talked === undefined).length,
    unmet: links.reduce((sum, link) => sum + link.unmet(), 0),
    busiestMinute: Math.max(...links.map((link) => link.busiestMinute())),
    troubles: counted(links.flatMap((link) => link.troubles())),
    dollarsAnHour: (dollars / size.minutes) * 60,
    left,
    samples,
  };
}

const percentilesOf = (values: number[]): Percentiles => ({
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
});

function counted(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The provider is near, so the relay itself takes it to be free. */
function dollarsIn(metrics: string): number {
  const tokens = (kind: string): number => valueOf(metrics, "townsfolk_model_tokens_total", `kind="${kind}"`);
  return usdFor(priceOf("gpt-4o-mini", false), {
    input: tokens("input"),
    cached: tokens("cached"),
    output: tokens("output"),
  });
}
