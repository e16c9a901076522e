import { createBreaker, isLeftAlone } from "../../lib/breaker.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Speaker } from "../../safety/classifier/lines.ts";
import { judgeLocally, type Verdict } from "../../safety/judge.ts";
import type { ProviderSettings } from "../client/provider.ts";
import { askOpenAI, isOpenAI, type Opinion } from "./openai-moderation.ts";

export interface Moderator {
  /** Judges what a player says or what an NPC answers. Never throws; answers within 1.5 s. */
  judge(text: string, by?: Speaker): Promise<Verdict>;
  /** Whether OpenAI is asked as well. */
  isRemote: boolean;
}

/** How a question to OpenAI ended; `skipped` is one that was not put because the ones before it failed. */
export type RemoteOutcome = Opinion | "failed" | "skipped";

interface Parts {
  provider: ProviderSettings | undefined;
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
  const breaker = createBreaker({
    faultsInARow: FAILURES_IN_A_ROW,
    openMs: CLOSED_AGAIN_AFTER_MS,
    onState: (state) => {
      if (state === "open") log.warn("OpenAI's moderation fails; for a while the local guard decides alone");
    },
  });

  const opinionOn = async (text: string): Promise<RemoteOutcome> => {
    try {
      return await breaker.execute(() => ask?.(text) ?? "passed");
    } catch (error) {
      return isLeftAlone(error) ? "skipped" : "failed";
    }
  };

  return {
    isRemote: ask !== undefined,
    async judge(text, by) {
      const found = judgeLocally(text, by);
      if (found.kind !== "passed" || ask === undefined) return found;
      const outcome = await opinionOn(text);
      metrics?.moderationAsked(outcome);
      if (outcome === "self-harm") return { kind: "crisis", crisis: outcome };
      return outcome === "refused" ? { kind: "refused", reason: "content" } : found;
    },
  };
}
