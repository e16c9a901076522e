import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleAll } from "cockatiel";
import type { Provider } from "../config.ts";
import type { Logger } from "../logger.ts";
import { type Crisis, findCrisis } from "./crisis.ts";
import { readings } from "./normalise.ts";
import { askOpenAI, isOpenAI, type Opinion } from "./openai-moderation.ts";
import { findUnsafe, type Unsafe } from "./unsafe.ts";

/** What becomes of a text: it passes, leads to help, or is not let through. The reason is for counting, not for players. */
export type Verdict =
  { kind: "passed" } | { kind: "crisis"; crisis: Crisis } | { kind: "refused"; reason: Unsafe | "content" };

export interface Moderator {
  /** Judges what a player says or what an NPC answers. Never throws; answers within 1.5 s. */
  judge(text: string): Promise<Verdict>;
  /** Whether OpenAI is asked as well. */
  isRemote: boolean;
}

/** How a question to OpenAI ended; `skipped` is one that was not put because the ones before it failed. */
export type RemoteOutcome = Opinion | "failed" | "skipped";

interface Parts {
  provider: Provider | undefined;
  log: Logger;
  metrics?: { moderationAsked(outcome: RemoteOutcome): void };
  /** How OpenAI is reached; for tests. */
  send?: typeof fetch;
}

/** A player waits for the first words; OpenAI answers in a fraction of this. */
const DEADLINE_MS = 1_500;
const FAILURES_IN_A_ROW = 5;
const CLOSED_AGAIN_AFTER_MS = 30_000;

/**
 * The local guard, and OpenAI's moderation where the provider is OpenAI with a key: it is free, and gets the text anyhow.
 * What the local guard finds is never let through and is not sent. When OpenAI fails, is late or is being left alone, the
 * local guard has decided alone; Roblox's filter still stands behind it.
 */
export function createModerator({ provider, log, metrics, send }: Parts): Moderator {
  const ask = isOpenAI(provider) ? askOpenAI(provider, DEADLINE_MS, send) : undefined;
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: CLOSED_AGAIN_AFTER_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  breaker.onBreak(() => log.warn("OpenAI's moderation fails; for a while the local guard decides alone"));

  const opinionOn = async (text: string): Promise<RemoteOutcome> => {
    try {
      return await breaker.execute(() => ask?.(text) ?? "passed");
    } catch (error) {
      return error instanceof BrokenCircuitError ? "skipped" : "failed";
    }
  };

  return {
    isRemote: ask !== undefined,
    async judge(text) {
      const found = judgeLocally(text);
      if (found.kind !== "passed" || ask === undefined) return found;
      const outcome = await opinionOn(text);
      metrics?.moderationAsked(outcome);
      if (outcome === "self-harm") return { kind: "crisis", crisis: outcome };
      return outcome === "refused" ? { kind: "refused", reason: "content" } : found;
    },
  };
}

/** What needs no network: the crisis first, since who tells an address in one is still to be helped. */
export function judgeLocally(text: string): Verdict {
  const read = readings(text);
  const crisis = findCrisis(text, read);
  if (crisis !== undefined) return { kind: "crisis", crisis };
  const reason = findUnsafe(text, read);
  return reason === undefined ? { kind: "passed" } : { kind: "refused", reason };
}
