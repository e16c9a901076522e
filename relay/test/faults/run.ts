import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Config } from "../../config/config.ts";
import { besideV1Server } from "../support/v1-server.ts";
import { openFaultHarness } from "./fault-harness.ts";
import { FAULTS } from "./faults.ts";
import { suffer, type Suffered } from "./suffer.ts";

/**
 * Every way to fail, one after the other, with each mind: what the player heard, after how long, and when all was well again.
 * `--fault` takes those with this word in their name.
 */
const { values } = parseArgs({ options: { mind: { type: "string", multiple: true }, fault: { type: "string" } } });
const minds = (values.mind ?? ["direct", "letta-app-server"]) as Config["mind"][];
const faults = FAULTS.filter(({ name }) => values.fault === undefined || name.includes(values.fault));
const handles = (): number => (process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0);

let wrong = 0;
console.log("fault                     mind               ended as                        after      recovered after");
for (const mind of minds) {
  const harness = await openFaultHarness(mind === "letta-api" ? besideV1Server().settings : { mind });
  const before = { handles: handles(), heap: heapMb() };
  for (const fault of faults) {
    if (fault.needsLetta && mind !== "letta-app-server")
      print(fault.name, mind, { ended: "has no Letta to lose", afterMs: 0, recoveredMs: 0, mistakes: [] });
    else print(fault.name, mind, await suffer(harness, fault));
  }
  const after = { handles: handles(), heap: heapMb() };
  if (after.handles > before.handles + 16)
    complain(`${mind}: ${after.handles - before.handles} more file handles are open than before`);
  if (after.heap > before.heap + 64) complain(`${mind}: the heap grew by ${after.heap - before.heap} MB`);
  await harness.close();
}
console.log(`\n${faults.length * minds.length - wrong} passed, ${wrong} failed`);
process.exitCode = wrong === 0 ? 0 : 1;

function print(fault: string, mind: string, { ended, afterMs, recoveredMs, mistakes }: Suffered): void {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    [fault.padEnd(25), mind.padEnd(18), ended.padEnd(31), seconds(afterMs).padEnd(10), seconds(recoveredMs)].join(" "),
  );
  mistakes.forEach((mistake) => console.log(`  ${mistake}`));
  if (mistakes.length > 0) wrong += 1;
}

function complain(what: string): void {
  console.log(`  ${what}`);
  wrong += 1;
}

function heapMb(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e6);
}
