import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Step } from "./step.ts";

/** Does what a step asks of the disk. A file that has come to be there meanwhile, also as a link, is not written. @throws */
export function carryOut(folder: string, step: Step): void {
  if (step.kind === "append") appendFileSync(join(folder, step.file), step.text);
  if (step.kind !== "write") return;
  const file = join(folder, step.file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, step.text, { flag: "wx", mode: step.mode ?? 0o666 });
}
