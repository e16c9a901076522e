import { createBreaker, isLeftAlone } from "../../lib/breaker.ts";
import type { Logger } from "../../observe/logger.ts";
import { judgeLocally, type Verdict } from "../../safety/judge.ts";
import { askGuard } from "./guard.ts";
import type { GuardSettings, Judged } from "./guard-shape.ts";
import type { Opinion } from "./opinion.ts";

/** `away`: nothing is known against it, and the guard that had to say so could not be asked. */
export type Judgement = Verdict | { kind: "away" };

/** How a question to the guard model ended; `skipped` is one that was not put because the ones before it failed. */
export type GuardOutcome = Opinion | "failed" | "skipped";

export interface Moderator {
  /** Judges what a player says or what an NPC answers. Never throws; answers within the guard's deadline. */
  judge(text: string, by?: Judged["by"], after?: string): Promise<Judgement>;
  /** Asks the guard a harmless question, so that its model is loaded before a player waits for it, and what is wrong is said. */
  look(): Promise<void>;
  /** The guard model that is asked as well; `problem`: why it gave no verdict when it was asked last. Absent where there is none. */
  guard(): { model: string; address: string; fails: "open" | "closed"; problem?: string } | undefined;
}

interface Parts {
  guard: GuardSettings | undefined;
  log: Logger;
  metrics?: { moderationAsked(outcome: GuardOutcome): void };
}

/** A server on the machine loads a model first. */
const LOOK_MS = 15_000;
const FAILURES_IN_A_ROW = 5;
const CLOSED_AGAIN_AFTER_MS = 30_000;

/**
 * The local guard, and a guard model where there is one. What the local guard finds is never let through and is not sent. When
 * the model fails, is late or is being left alone, the operator has chosen what then: the local guard has decided alone, or
 * nothing is told. Roblox's filter stands behind both.
 */
export function createModerator({ guard: settings, log, metrics }: Parts): Moderator {
  if (settings === undefined)
    return {
      judge: (text, by) => Promise.resolve(judgeLocally(text, by)),
      look: () => Promise.resolve(),
      guard: () => undefined,
    };
  const { model, baseUrl: address, failsClosed } = settings;
  const ask = askGuard(settings);
  let problem: string | undefined;
  const breaker = createBreaker({
    faultsInARow: FAILURES_IN_A_ROW,
    openMs: CLOSED_AGAIN_AFTER_MS,
    onState: () => undefined,
  });

  const opinionOn = async (judged: Judged, deadlineMs?: number): Promise<GuardOutcome> => {
    try {
      const opinion = await breaker.execute(() => ask(judged, deadlineMs));
      if (problem !== undefined) log.info({ guard: model }, "the guard model judges again");
      problem = undefined;
      return opinion;
    } catch (error) {
      if (isLeftAlone(error)) return "skipped";
      const why = error instanceof Error ? error.message : String(error);
      // Once: who has read it need not read it at every turn.
      if (problem === undefined)
        log.warn({ guard: model, address }, `the guard model gives no verdict, so ${then(failsClosed)}. ${why}`);
      problem = why;
      return "failed";
    }
  };

  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const outcome = await opinionOn({ text: "Good morning! What a fine day.", by: "player" }, LOOK_MS);
    metrics?.moderationAsked(outcome);
  };

  return {
    guard: () => ({
      model,
      address,
      fails: failsClosed ? "closed" : "open",
      ...(problem !== undefined && { problem }),
    }),
    look: () => (looking ??= look().finally(() => (looking = undefined))),
    async judge(text, by = "player", after) {
      const found = judgeLocally(text, by);
      if (found.kind !== "passed") return found;
      const outcome = await opinionOn({ text, by, ...(after !== undefined && { after }) });
      metrics?.moderationAsked(outcome);
      if (outcome === "self-harm") return { kind: "crisis", crisis: outcome };
      if (outcome === "refused") return { kind: "refused", reason: "content" };
      return outcome !== "passed" && failsClosed ? { kind: "away" } : found;
    },
  };
}

const then = (failsClosed: boolean): string =>
  failsClosed
    ? "NPCs say their fallback lines until it does (GUARD_FAILS=closed)"
    : "the local guard decides alone (GUARD_FAILS=open)";
