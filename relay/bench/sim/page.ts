import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Sample } from "./samples.ts";

const PLOTS: { title: string; unit: string; lines: [keyof Sample, string][] }[] = [
  { title: "Turns a second", unit: "", lines: [["turnsASecond", "turns a second"]] },
  { title: "Turns in flight", unit: "", lines: [["inFlight", "in flight"]] },
  {
    title: "Time as a place server hears it",
    unit: "ms",
    lines: [
      ["firstBeatP50", "first sentence p50"],
      ["firstBeatP95", "first sentence p95"],
      ["wholeP95", "end p95"],
    ],
  },
  {
    title: "The relays' memory",
    unit: "MB",
    lines: [
      ["megabytes", "all of it"],
      ["heapMegabytes", "JavaScript's"],
    ],
  },
  { title: "Turns that wait for a place", unit: "", lines: [["waiting", "waiting"]] },
  { title: "The relays' event loop, late by (p99)", unit: "ms", lines: [["late", "late"]] },
  { title: "The relays' CPU", unit: "cores", lines: [["cores", "cores"]] },
];
const COLOURS = ["#1f6feb", "#d1242f", "#8250df"];

/** One page that needs nothing else: the report as text, and its plots by uPlot. */
export function pageOf(report: string, samples: Sample[]): string {
  const { resolve } = createRequire(import.meta.url);
  const [style, script] = ["uplot/dist/uPlot.min.css", "uplot/dist/uPlot.iife.min.js"].map((name) =>
    readFileSync(resolve(name), "utf8"),
  );
  const plots = PLOTS.map(({ title, unit, lines }) => ({
    title: unit === "" ? title : `${title} (${unit})`,
    series: lines.map(([, label], at) => ({ label, stroke: COLOURS[at] })),
    data: [samples.map(({ second }) => second), ...lines.map(([name]) => samples.map((sample) => sample[name]))],
  }));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Townsfolk: a town's worth of players</title>
<style>${style} body { font: 15px system-ui; margin: 2rem auto; max-width: 920px } pre { overflow-x: auto }</style>
<pre>${report.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre><div id="plots"></div>
<script>${script}</script>
<script>
for (const { title, series, data } of ${JSON.stringify(plots)})
  new uPlot({ title, width: 900, height: 240, scales: { x: { time: false } }, axes: [{ label: "seconds" }, { size: 70 }],
    series: [{ label: "second" }, ...series] }, data, document.getElementById("plots"));
</script></html>
`;
}
