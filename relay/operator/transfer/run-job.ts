import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ErrorCode } from "../../../game/townsfolk/wire/contract.ts";
import type { Sheet } from "../../cast/sheet.ts";
import { RelayError } from "../../http/errors.ts";
import type { Spent } from "../../store/open-ledger.ts";
import type { Carried } from "./format.ts";
import type { Screened } from "./screen-file.ts";
import type { Imported, TakeIn } from "./take-in.ts";

/** What takes SQLite long, so that the relay's own thread goes on to serve. */
export type Job =
  | { what: "write"; store: string; file: string; npcs: Pick<Sheet, "id" | "memory">[] }
  | { what: "check"; file: string }
  | { what: "screen"; file: string; npcs: Carried[] }
  | ({ what: "take-in" } & TakeIn);

export interface Outcome {
  imported?: Imported;
  spent?: Spent;
  screened?: Screened;
  refused?: { code: ErrorCode; message: string; retryAfter: number | undefined };
}

/** Does it in a thread of its own, which ends when `signal` aborts. @throws {RelayError} */
export async function runJob(job: Job, signal: AbortSignal): Promise<Omit<Outcome, "refused">> {
  const worker = new Worker(join(import.meta.dirname, `transfer-worker${extname(import.meta.filename)}`), {
    workerData: job,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const stop = (): void => void worker.terminate();
  worker.once("message", resolve).once("error", reject);
  worker.once("exit", () => reject(new RelayError("not_ready", "The relay is stopping.", 5)));
  signal.addEventListener("abort", stop);
  try {
    const { refused, ...done } = await promise;
    if (refused) throw new RelayError(refused.code, refused.message, refused.retryAfter);
    return done;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
