import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { unless } from "../lib/abort.ts";
import type { OpenMind } from "../minds/choose.ts";
import type { MindName } from "../minds/mind.ts";
import type { Deadlines } from "../minds/settings.ts";
import { now } from "../observe/clock.ts";
import type { Turn } from "../store/turns.ts";
import { idsOf } from "./ids.ts";
import type { Width } from "./narrow.ts";
import type { LiveTurn } from "./turn-context.ts";

/**
 * Waits until the turn's mind has a place for it, `until` then at the latest (of `performance.now()`); the deadlines of the
 * answer begin after. Nobody waits for ever: the turn ends with a line of the NPC's own, and no model is asked for it. Call
 * what it answers with when the turn is over.
 */
export async function takePlace(live: LiveTurn, until: number): Promise<() => void> {
  const { context, turn, abort } = live;
  const giveUp = (): void => {
    if (abort.signal.aborted) return;
    context.log.warn({ ...idsOf(live), npc: turn.npc }, "a turn has waited too long for its mind");
    abort.abort("mind_unavailable" satisfies FailReason);
  };
  const left = until - performance.now();
  // It has waited behind others of its talk, and there may be a place just now.
  if (left <= 0) giveUp();
  const late = setTimeout(giveUp, Math.max(0, left));
  try {
    // A relay that has just been killed and started again: nobody answers yet.
    if (!context.mind.isReady()) await startOf(context.mind, abort.signal);
    const shard = await unless(abort.signal, shardOf(context.mind, turn.conversation)).catch(() => "");
    return await context.places.of(shard).enter(turn, abort.signal);
  } finally {
    clearTimeout(late);
  }
}

/**
 * Until when a turn is worth a model's answer, of `performance.now()`. A place server gives up on it 35 s after the player's
 * words (`game/townsfolk/server/talks/send-turn.ts`), five of which are left for the answer. Who asked by `/v1/talk` waits longer.
 */
export function worthUntil({ server, acceptedAt }: Turn, { wholeAnswerMs }: Deadlines): number {
  const age = Math.max(0, now() - acceptedAt);
  return performance.now() - age + (server === null ? CALLERS_WAITS : 1) * wholeAnswerMs;
}

/** Or the abort of the signal; whether it starts at all is told by `start.ts`. */
const startOf = ({ started }: OpenMind, signal: AbortSignal): Promise<unknown> =>
  unless(signal, started).catch(() => undefined);

/** One that cannot say it will say so again when it is asked. */
const shardOf = async (mind: OpenMind, conversation: string): Promise<string> =>
  (await mind.shardOf?.(conversation).catch(() => undefined)) ?? "";

/** By what is measured: see `bench/fairness.ts` and the test of 96 who speak at once. */
export function widthOf(mind: MindName, isRehearsal: boolean): Width {
  if (isRehearsal && mind === "direct") return REHEARSAL;
  return mind === "direct" ? MODEL : LETTA;
}

/** As long as so many answers may take. */
const CALLERS_WAITS = 2;
/** It answers at once: more side by side would only be slower, each of them. */
const REHEARSAL: Width = { all: 32, unknown: 32 };
/** As many as the provider is asked at once. */
const MODEL: Width = { all: 800, unknown: 800 };
/** A Letta makes six new conversations a second, and with 48 at once the last is silent for longer than a player waits. */
const LETTA: Width = { all: 96, unknown: 8 };
