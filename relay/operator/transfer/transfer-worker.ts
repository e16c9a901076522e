import { parentPort, workerData } from "node:worker_threads";
import { RelayError } from "../../http/errors.ts";
import { checkFile } from "./check-file.ts";
import type { Job, Outcome } from "./run-job.ts";
import { screenFile } from "./screen-file.ts";
import { takeIn } from "./take-in.ts";
import { writeFile } from "./write-file.ts";

const job = workerData as Job;
parentPort?.postMessage(outcome());

function outcome(): Outcome {
  try {
    if (job.what === "write") writeFile(job.store, job.file, job.npcs);
    if (job.what === "check") checkFile(job.file);
    if (job.what === "screen") return { screened: screenFile(job.file, job.npcs) };
    return job.what === "take-in" ? { imported: takeIn(job.store, job.file, job.npcs, job.isMerge) } : {};
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    const { code, message, retryAfter } = error;
    return { refused: { code, message, retryAfter } };
  }
}
