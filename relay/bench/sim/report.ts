import type { Sample } from "./samples.ts";

/** All that a simulation has found. Times in milliseconds. */
export interface Findings {
  players: number;
  servers: number;
  minutes: number;
  relays: number;
  turns: number;
  turnsASecond: number;
  mostInFlight: number;
  firstBeat: Percentiles;
  whole: Percentiles;
  /** By the relay, to the model's own time. */
  added: Percentiles;
  /** Requests, of the place server that asked most in a minute. */
  busiestMinute: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
  silent: number;
  fallbacks: number;
  troubles: Map<string, number>;
  dollarsAnHour: number;
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
  const memory = (from: number, to: number): string =>
    Math.max(0, ...found.samples.slice(from, to).map((sample) => sample.megabytes)).toFixed(0);
  const cores = found.samples.reduce((sum, sample) => sum + sample.cores, 0) / Math.max(1, found.samples.length);
  return `# ${found.players} players in ${found.servers} place servers, ${found.minutes} minutes, ${found.relays} relay(s)

| what | found |
| --- | --- |
| turns | ${found.turns}, ${found.turnsASecond.toFixed(1)} a second |
| in flight at most | ${found.mostInFlight} |
| lost, doubled, out of order | ${found.lost}, ${found.doubled}, ${found.outOfOrder} |
| ended by a fallback line, without a word | ${found.fallbacks}, ${found.silent} |
| requests a minute, busiest place server | ${found.busiestMinute} |
| the relays' CPU | ${cores.toFixed(2)} cores |
| the relays' memory | at most ${memory(0, third)}, ${memory(third, 2 * third)}, ${memory(2 * third, Infinity)} MB, by thirds of the time |
| the model's tokens | $${found.dollarsAnHour.toFixed(2)} an hour at gpt-4o-mini's price |

| time | p50 | p95 | p99 |
| --- | --- | --- | --- |
${times("to the first sentence, as the place server hears it", found.firstBeat)}
${times("to the end", found.whole)}
${times("what the relay adds to the model's own time", found.added)}
${troublesOf(found.troubles)}`;
}

function troublesOf(troubles: Map<string, number>): string {
  if (troubles.size === 0) return "";
  const rows = [...troubles].map(
    ([what, count]) => `| ${what.replaceAll("|", "\\|").replaceAll("\n", " ")} | ${count} |`,
  );
  return `\n| what the relays refused | times |\n| --- | --- |\n${rows.join("\n")}\n`;
}
