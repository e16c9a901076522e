import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { MindError } from "../minds/mind.ts";
import { isFenced } from "../store/fellows.ts";
import type { Turn } from "../store/turns.ts";
import { admit } from "./admit.ts";
import { answerAloud } from "./answer-aloud.ts";
import { askMind } from "./ask-mind.ts";
import { Cut, Diversion, NotYet, whyStopped } from "./cut.ts";
import { type RunningDeadlines, setDeadlines } from "./deadlines.ts";
import { divert } from "./divert.ts";
import { endTurn, type Outcome } from "./end-turn.ts";
import { heedGuard } from "./heed-guard.ts";
import { historyOf } from "./history.ts";
import { idsOf } from "./ids.ts";
import { questionOf } from "./question.ts";
import { safe } from "./safe.ts";
import { speakAll } from "./speak.ts";
import type { LiveTurn } from "./turn-context.ts";
import { untilStored } from "./until-stored.ts";

/**
 * Lets the mind answer one turn and tells the place server, beat by beat. Always ends the turn, and answers with it as it has
 * ended, or with `not-yet` where it has to wait for another relay's; never throws.
 */
export async function runTurn(live: LiveTurn): Promise<Turn | "not-yet" | undefined> {
  try {
    const outcome = await play(live);
    // An answer that was cut is metered when its call has ended.
    if (outcome.kind === "done") await live.settled;
    const ended = await untilStored(live, () => endTurn(live, outcome));
    if (outcome.kind === "done" && live.turn.screened === null && !live.progress.isStandIn) live.progress.keep?.();
    return ended;
  } catch (error) {
    if (error instanceof NotYet) return "not-yet";
    // Another relay has taken it, and ends it.
    if (isFenced(error)) live.context.log.debug(idsOf(live), "a turn is another relay's by now");
    else
      live.context.log.error({ err: error, ...idsOf(live) }, "a turn could not be ended; it will be at the next start");
    return undefined;
  } finally {
    // The mind hears of an abort a little later; the next turn of the conversation waits for it.
    await live.settled;
    live.context.gateway.rehearse(live.turn.id, false);
    // One that another relay ends has kept something of the budgets too.
    live.context.shares.end(live.turn.universe, live.turn.id, 0);
  }
}

async function play(live: LiveTurn): Promise<Outcome> {
  if (live.abort.signal.aborted) return failed(reasonOf(live));
  const deadlines = setDeadlines(live.abort, live.context.deadlines);
  try {
    return await answer(live, deadlines);
  } catch (error) {
    if (error instanceof NotYet || isFenced(error)) throw error;
    const outcome = whyNot(live, error);
    return isOnlyCutShort(live, outcome, error) ? { kind: "done" } : outcome;
  } finally {
    live.progress.isOver = true;
    deadlines.clear();
  }
}

async function answer(live: LiveTurn, deadlines: RunningDeadlines): Promise<Outcome> {
  try {
    // At the same time, so that the store is waited for once.
    const admitted = admit(live).then(() => heedGuard(live));
    const history = historyOf(live);
    const all = Promise.all([admitted, questionOf(live, history)]);
    const [, question] = await all.catch(async (error: unknown) => {
      // One that has not begun does not end, whatever else cannot be read.
      await admitted;
      throw error;
    });
    const said = answerAloud(live, { question, history }, (asked) => deadlines.metBy(askMind(live, asked)));
    await speakAll(live, safe(live, question.sheet, said));
  } catch (error) {
    // Who needs help is shown it, also where the mind had no answer.
    await live.cleared;
    const why = live.abort.signal.aborted ? whyStopped(live.abort.signal) : error;
    if (!(why instanceof Diversion)) throw error;
    live.progress.isOver = true;
    await divert(live, why.screened);
  }
  return { kind: "done" };
}

function whyNot(live: LiveTurn, error: unknown): Outcome {
  if (error instanceof Cut) return failed(error.reason);
  if (live.abort.signal.aborted) return failed(reasonOf(live));
  live.context.log.warn({ err: error, ...idsOf(live), npc: live.turn.npc }, "the mind has no answer");
  return failed(error instanceof MindError && error.reason === "unavailable" ? "mind_unavailable" : "mind_failed");
}

/** The player has heard whole sentences: that is an answer, and the line of an NPC who has none would not fit behind it. */
function isOnlyCutShort({ progress, abort }: LiveTurn, outcome: Outcome, error: unknown): boolean {
  if (outcome.kind === "done" || !MINDS_OWN.has(outcome.reason)) return false;
  const isForSafety = error instanceof Cut && !abort.signal.aborted;
  return progress.beats.length > 0 && !isForSafety;
}

const MINDS_OWN = new Set<FailReason>(["mind_failed", "mind_timeout", "mind_unavailable"]);

const failed = (reason: FailReason): Outcome => ({ kind: "fail", reason });

/** A diversion that could not be told is a failure of its own. */
const reasonOf = ({ abort }: LiveTurn): FailReason => {
  const why = whyStopped(abort.signal);
  return why instanceof Cut ? why.reason : "mind_failed";
};
