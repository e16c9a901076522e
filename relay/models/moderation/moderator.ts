import { isLeftAlone } from "../../lib/breaker.ts";
import { now } from "../../observe/clock.ts";
import type { Logger } from "../../observe/logger.ts";
import { judgeLocally, type Verdict } from "../../safety/judge.ts";
import type { Usage } from "../client/meter.ts";
import { askGuard, GuardError } from "./guard.ts";
import { createGuardBreakers } from "./guard-breakers.ts";
import type { GuardSettings, Judged, Whose } from "./guard-shape.ts";
import type { Opinion } from "./opinion.ts";

/** `away`: nothing is known against it, and the guard that had to say so could not be asked. */
export type Judgement = Verdict | { kind: "away" };

/** How a question to the guard model ended; `skipped` is one that was not put because the ones before it failed. */
export type GuardOutcome = Opinion | "failed" | "skipped";

export interface Moderator {
  /** Judges what a player says or what an NPC answers. Never throws; answers within the guard's deadline. */
  judge(text: string, by?: Judged["by"], after?: string, whose?: Whose): Promise<Judgement>;
  /** Asks the guard a harmless question, so that its model is loaded before a player waits for it, and what is wrong is said. */
  look(): Promise<void>;
  /**
   * The guard model that is asked as well; absent where there is none. `problem`: why it gave no verdict when it was asked last.
   * `isAway`: it judges nothing; a text that it did not take is no sign of that.
   */
  guard(): { model: string; address: string; fails: "open" | "closed"; isAway: boolean; problem?: string } | undefined;
}

interface Parts {
  guard: GuardSettings | undefined;
  log: Logger;
  metrics?: { moderationAsked(outcome: GuardOutcome): void };
  /** Hears what each answer of the guard model has cost. */
  spent?: (model: string, usage: Usage) => void;
}

/** A server on the machine loads a model first. */
const LOOK_MS = 15_000;
const LOOK_EVERY_MS = 1_000;
const NOBODYS: Whose = { universe: "", player: "" };

/**
 * The local guard, and a guard model where there is one. What the local guard finds is never let through and is not sent. When
 * the model fails, is late or is being left alone, the operator has chosen what then: the local guard has decided alone, or
 * nothing is told. Roblox's filter stands behind both.
 */
export function createModerator({ guard: settings, log, metrics, spent }: Parts): Moderator {
  if (settings === undefined)
    return {
      judge: (text, by) => Promise.resolve(judgeLocally(text, by)),
      look: () => Promise.resolve(),
      guard: () => undefined,
    };
  const { model, baseUrl: address, failsClosed } = settings;
  const ask = askGuard(settings, (usage) => spent?.(model, usage));
  let problem: string | undefined;
  let isAway = false;
  /** A model that is loaded by now has no more time for a look than for what is said. */
  let hasJudged = false;
  const breakers = createGuardBreakers();

  const heard = (opinion: Opinion): Opinion => {
    if (problem !== undefined) log.info({ guard: model }, "the guard model judges again");
    if (isAway) breakers.reset();
    problem = undefined;
    isAway = false;
    hasJudged = true;
    return opinion;
  };
  const failed = (error: unknown): "failed" => {
    const why = error instanceof Error ? error.message : String(error);
    // Once: who has read it need not read it at every turn.
    if (problem === undefined)
      log.warn({ guard: model, address }, `the guard model gives no verdict, so ${then(failsClosed)}. ${why}`);
    problem = why;
    if (error instanceof GuardError && error.of === "server") isAway = true;
    return "failed";
  };

  const opinionOn = async (judged: Judged, whose: Whose): Promise<GuardOutcome> => {
    try {
      return heard(await breakers.execute(whose, () => ask(judged, { universe: whose.universe })));
    } catch (error) {
      if (isLeftAlone(error)) return "skipped";
      const outcome = failed(error);
      // What it says of a harmless line tells whether it was the text.
      if (!isAway) void look(settings.deadlineMs);
      return outcome;
    }
  };

  let lookedAt = -Infinity;
  let looking: Promise<GuardOutcome> | undefined;
  const look = (deadlineMs: number): Promise<GuardOutcome> => {
    looking ??= ask({ text: "Good morning! What a fine day.", by: "player" }, { universe: "", deadlineMs })
      .then(heard, (error: unknown) => {
        isAway = true;
        return failed(error);
      })
      .finally(() => (looking = undefined));
    return looking;
  };

  return {
    guard: () => ({
      model,
      address,
      fails: failsClosed ? "closed" : "open",
      isAway,
      ...(problem !== undefined && { problem }),
    }),
    look: async () => {
      // Strangers have it look, by asking whether the relay is ready.
      if (now() - lookedAt < LOOK_EVERY_MS) return;
      lookedAt = now();
      const outcome = await look(hasJudged ? settings.deadlineMs : LOOK_MS);
      metrics?.moderationAsked(outcome);
    },
    async judge(text, by = "player", after, whose = NOBODYS) {
      const found = judgeLocally(text, by);
      if (found.kind !== "passed") return found;
      const outcome = await opinionOn({ text, by, ...(after !== undefined && { after }) }, whose);
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
