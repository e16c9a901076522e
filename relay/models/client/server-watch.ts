import { without } from "../../lib/without.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Found } from "./look.ts";

/** Whether the model's server answers, as far as it is known. */
export interface ServerWatch {
  /** What was found last; undefined as long as nothing was. */
  found(): Found | undefined;
  /** Why no NPC can be answered; undefined where they can be, or where it is not known yet. */
  problem(): string | undefined;
  /** Asks it for the first time, and again while something is wrong. Resolves when it was asked once. */
  begin(): Promise<void>;
  /** How a call of an NPC ended; an error only where it is the server's own. */
  heard(error?: Error): void;
}

/** While something is wrong it is asked again, ever more rarely. */
const AGAIN_MS = [2_000, 5_000, 10_000, 30_000];
const FAULTS_IN_A_ROW = 3;

export function watchServer(look: () => Promise<Found>, log: Logger, closing: AbortSignal): ServerWatch {
  let found: Found | undefined;
  let faults = 0;
  let isLooking = false;

  const hasProblem = (): boolean => found?.problem !== undefined && !closing.aborted;
  const lookOnce = async (): Promise<void> => {
    const before = found;
    found = await look();
    if (!closing.aborted && isNews(before, found)) tell(log, found);
  };
  const lookUntilWell = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    for (let times = 0; hasProblem(); times++) {
      await pause(AGAIN_MS[Math.min(times, AGAIN_MS.length - 1)] ?? 0, closing);
      if (hasProblem()) await lookOnce();
    }
    isLooking = false;
  };

  return {
    found: () => found,
    problem: () => found?.problem,
    begin: async () => {
      await lookOnce();
      void lookUntilWell();
    },
    heard(error) {
      faults = error === undefined ? 0 : faults + 1;
      if (found === undefined) return;
      const well = without(found, "problem");
      if (error === undefined) found = { ...well, isReachable: true };
      else if (faults >= FAULTS_IN_A_ROW) {
        found = { ...well, problem: error.message };
        void lookUntilWell();
      }
    },
  };
}

const isNews = (before: Found | undefined, now: Found): boolean => JSON.stringify(before) !== JSON.stringify(now);

function tell(log: Logger, { problem, ...found }: Found): void {
  if (problem !== undefined) log.warn(found, `no NPC can be answered: ${problem}`);
  else log.info(found, "the model's server answers");
}

/** Keeps no process alive. */
function pause(ms: number, closing: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      closing.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms).unref();
    closing.addEventListener("abort", end);
  });
}
