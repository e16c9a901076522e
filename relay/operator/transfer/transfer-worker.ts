import { parentPort, workerData } from "node:worker_threads";
import { RelayError } from "../../http/errors.ts";
import { checkFile } from "./check-file.ts";
import type { Job, Outcome } from "./run-job.ts";
import { takeIn } from "./take-in.ts";
import { writeFile } from "./write-file.ts";

const job = workerData as Job;
parentPort?.postMessage(await outcome());

async function outcome(): Promise<Outcome> {
  try {
    if (job.what === "write") writeFile(job.store, job.file, job.npcs);
    if (job.what === "check") checkFile(job.file);
    if (job.what === "screen") {
      // Only now: it loads all that words are judged by, which takes longer than to write or check a small town.
      const { screenFile } = await import("./screen-file.ts");
      return { screened: screenFile(job.file, job.npcs) };
    }
    return job.what === "take-in" ? takeIn(job) : {};
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    const { code, message, retryAfter } = error;
    return { refused: { code, message, retryAfter } };
  }
}
