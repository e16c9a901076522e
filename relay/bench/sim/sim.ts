import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pageOf } from "./page.ts";
import { type Findings, reportOf } from "./report.ts";
import type { Sample } from "./samples.ts";
import { simulate } from "./simulate.ts";

/**
 * A town's worth of players: place servers that speak the real wire, and players who arrive, talk at a human pace, pick replies,
 * walk off and come back, before a model of 500 ms to the first token and 60 tokens a second. `npm run sim -- --help`
 */
const OPTIONS = { players: 1000, servers: 40, minutes: 5, relays: 1, "to-first": 500, tokens: 60 };
const HELP = `npm run sim -- ${Object.entries(OPTIONS)
  .map(([name, value]) => `[--${name} ${value}]`)
  .join(" ")} [--kill]

Several relays share one Postgres, and place servers ask them in turn. --kill kills one of them halfway and starts it again.
Prints how it goes, and leaves report.md and report.html in dist/sim. Ends with 1 where a turn was lost, doubled or out of order,
or the relay refused something.`;
const { values } = parseArgs({
  options: {
    ...Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, { type: "string" as const }])),
    kill: { type: "boolean" },
    help: { type: "boolean" },
  },
});
const given: Record<string, unknown> = values;

if (given["help"] === true) console.log(HELP);
else {
  const size = {
    players: option("players"),
    servers: option("servers"),
    minutes: option("minutes"),
    relays: option("relays"),
    isOneKilled: given["kill"] === true,
    toFirst: option("to-first"),
    tokens: option("tokens"),
  };
  const found = await simulate(size, tell);
  await write(found);
  const unmet = found.isOneKilled ? 0 : found.unmet;
  const isWell = found.lost + found.doubled + found.outOfOrder + found.troubles.size + unmet === 0;
  process.exitCode = isWell ? 0 : 1;
}

function option(name: keyof typeof OPTIONS): number {
  const value = Number(given[name] ?? OPTIONS[name]);
  if (!(value > 0)) throw new Error(`--${name}: must be a number above 0, not "${String(given[name])}"`);
  return value;
}

function tell({ second, turnsASecond, inFlight, waiting, firstBeatP50, firstBeatP95, megabytes, cores }: Sample): void {
  const beats = `first sentence ${firstBeatP50.toFixed(0)} ms (p95 ${firstBeatP95.toFixed(0)})`;
  const relay = `relay ${cores.toFixed(2)} cores, ${megabytes.toFixed(0)} MB`;
  console.log(
    `${second} s: ${turnsASecond.toFixed(1)} turns a second, ${inFlight} in flight, ${waiting} waiting, ${beats}, ${relay}`,
  );
}

async function write(found: Findings): Promise<void> {
  const report = reportOf(found);
  const out = join(import.meta.dirname, "../../../dist/sim");
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "report.md"), report);
  await writeFile(join(out, "report.html"), pageOf(report, found.samples));
  console.log(`\n${report}\nWritten: ${join(out, "report.md")} and report.html`);
}
