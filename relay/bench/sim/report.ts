import { percentile } from "../percentile.ts";
import type { Sample } from "./samples.ts";

/** All that a simulation has found. Times in milliseconds. */
export interface Findings {
  players: number;
  servers: number;
  minutes: number;
  relays: number;
  isOneKilled: boolean;
  turns: number;
  turnsASecond: number;
  mostInFlight: number;
  firstBeat: Percentiles;
  whole: Percentiles;
  /** Of one question asked beside the town: of the model itself, by `/v1/talk`, and what that added. See `probe.ts`. */
  straight: Percentiles;
  talked: Percentiles;
  added: Percentiles;
  probes: number;
  unanswered: number;
  /** Requests for which there was no relay. */
  unmet: number;
  /** Requests, of the place server that asked most in a minute. */
  busiestMinute: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
  silent: number;
  fallbacks: number;
  troubles: Map<string, number>;
  dollarsAnHour: number;
  /** Of the first relay's heap after each full collection, from its start on, in MB. */
  left: number[];
  samples: Sample[];
}

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** The report as Markdown. */
export function reportOf(found: Findings): string {
  const times = (name: string, { p50, p95, p99 }: Percentiles): string =>
    `| ${name} | ${p50.toFixed(0)} ms | ${p95.toFixed(0)} ms | ${p99.toFixed(0)} ms |`;
  const third = Math.floor(found.samples.length / 3);
  const thirds = [found.samples.slice(0, third), found.samples.slice(third, 2 * third), found.samples.slice(2 * third)];
  const byThird = (of: (samples: Sample[]) => number): string => thirds.map((one) => of(one).toFixed(0)).join(", ");
  const all = (name: keyof Sample) => found.samples.map((sample) => sample[name]);
  const cores = all("cores").reduce((sum, one) => sum + one, 0) / Math.max(1, found.samples.length);
  const late = all("late");
  const relays = `${found.relays} ${found.relays === 1 ? "relay" : "relays"}${found.isOneKilled ? ", one of them killed" : ""}`;
  return `# ${found.players} players in ${found.servers} place servers, ${found.minutes} minutes, ${relays}

| what | found |
| --- | --- |
| turns | ${found.turns}, ${found.turnsASecond.toFixed(1)} a second |
| in flight at most | ${found.mostInFlight} |
| lost, doubled, out of order | ${found.lost}, ${found.doubled}, ${found.outOfOrder} |
| ended by a fallback line, without a word | ${found.fallbacks}, ${found.silent} |
| requests a minute, busiest place server | ${found.busiestMinute} |
| turns that waited for a place, at most | ${Math.max(0, ...all("waiting"))} |
| the relays' CPU | ${cores.toFixed(2)} cores |
| the relays' event loop, late by | ${percentile(late, 0.5).toFixed(0)} ms in most seconds, ${Math.max(0, ...late).toFixed(0)} ms in the worst (p99 of two seconds) |
| the relays' memory | at most ${byThird((one) => Math.max(0, ...one.map(({ megabytes }) => megabytes)))} MB, by thirds of the time |
| left of JavaScript's after each full collection | ${found.left.map((megabytes) => megabytes.toFixed(0)).join(", ")} MB${found.relays > 1 ? " in the first relay" : ""} |
| the model's tokens | $${found.dollarsAnHour.toFixed(2)} an hour at gpt-4o-mini's price |

| time | p50 | p95 | p99 |
| --- | --- | --- | --- |
${times("to the first sentence, as the place server hears it", found.firstBeat)}
${times("to the end", found.whole)}
${times("one question beside the town, of the model itself", found.straight)}
${times("the same question by /v1/talk", found.talked)}
${times("what the relay adds to the model's time of those seconds", found.added)}

${found.probes} such questions, one in 250 ms; ${found.unanswered} were not answered. ${found.unmet} requests of place servers found no relay.
${troublesOf(found.troubles)}`;
}

function troublesOf(troubles: Map<string, number>): string {
  if (troubles.size === 0) return "";
  const rows = [...troubles].map(
    ([what, count]) => `| ${what.replaceAll("|", "\\|").replaceAll("\n", " ")} | ${count} |`,
  );
  return `\n| what the relays refused | times |\n| --- | --- |\n${rows.join("\n")}\n`;
}
