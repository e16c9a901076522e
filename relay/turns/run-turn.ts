import { setTimeout as sleep } from "node:timers/promises";
import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { untilAborted } from "../lib/until-aborted.ts";
import { readHuman } from "../memory/human.ts";
import { MindError, type Question } from "../minds/mind.ts";
import { withPlayerName } from "../npcs/player-name.ts";
import { historyBefore, missedBy, type Turn, updateTurn } from "../store/turns.ts";
import { offeredTools } from "../tools/offered.ts";
import { divert } from "./divert.ts";
import { endTurn, type Outcome } from "./end-turn.ts";
import { idsOf } from "./ids.ts";
import { performTool } from "./perform-tool.ts";
import { type Progress, speak } from "./progress.ts";
import { screenedBy } from "./screen.ts";
import { sentences } from "./sentences.ts";
import type { TurnContext } from "./turn-context.ts";

/** Deadlines of an answer: after these a player has stopped believing that the NPC thinks. */
const FIRST_BEAT_MS = 8_000;
const WHOLE_ANSWER_MS = 30_000;
/** A model that goes on and on is cut: the dialogue box holds a few sentences. */
const REPLY_CHARACTERS = 600;
/** Letta has no cap of its own on the calls of a turn. */
const CALLS_A_TURN = 8;
/** After an abort a mind has so long to stop before the next turn of the conversation begins. */
const WIND_DOWN_MS = 2_000;
/** A second apart. */
const STORE_TRIES = 60;

/**
 * Lets the mind answer one turn and tells the place server, beat by beat. Always ends the turn, and answers with it as it has
 * ended; never throws.
 */
export async function runTurn(context: TurnContext, turn: Turn, abort: AbortController): Promise<Turn | undefined> {
  const progress: Progress = { beats: [], acts: [], firstBeatAt: null, mind: context.mind.name, isOver: false };
  const winding: Promise<void>[] = [];
  let ended: Turn | undefined;
  try {
    const outcome = abort.signal.aborted
      ? failed(reasonOf(abort.signal))
      : await play(context, turn, progress, abort, winding);
    // An answer that was cut is metered when its call has ended.
    if (outcome.kind === "done") await Promise.all(winding);
    ended = await untilStored(context, turn, () => endTurn(context, turn, progress, outcome));
  } catch (error) {
    context.log.error(
      { err: error, ...idsOf(context, turn) },
      "a turn could not be ended; it will be at the next start",
    );
  }
  // The mind hears of an abort a little later; the next turn of the conversation waits for it.
  await Promise.all(winding);
  return ended;
}

/** A full disk or a locked store may pass: the end of a turn is worth waiting for. */
async function untilStored<T>(context: TurnContext, turn: Turn, write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (tries === STORE_TRIES) throw error;
      context.log.error(
        { err: error, ...idsOf(context, turn) },
        "the end of a turn could not be stored; it is tried again",
      );
      await sleep(1_000);
    }
  }
}

async function play(
  context: TurnContext,
  turn: Turn,
  progress: Progress,
  abort: AbortController,
  winding: Promise<void>[],
): Promise<Outcome> {
  const stop = (): void => abort.abort("mind_timeout" satisfies FailReason);
  const whole = setTimeout(stop, WHOLE_ANSWER_MS);
  const first = setTimeout(stop, FIRST_BEAT_MS);
  try {
    await updateTurn(context.db, turn.id, { status: "running" });
    if (context.gateway.isSpentFor(context.cast.get(turn.npc))) return failed("over_budget");
    // What needs no network was judged before the turn was stored.
    const asked = context.moderator.isRemote ? screenedBy(await context.moderator.judge(turn.text ?? "")) : null;
    const screened = turn.screened ?? asked;
    if (screened !== null) return await diverted(context, turn, progress, screened);
    const question = await questionOf(context, turn, progress, abort);
    const leakIn = context.guardLeaks(question.sheet, [turn.player]);
    // Nothing may fail between this and the loop: only one who listens lets it settle.
    const { pieces, settled } = untilAborted(context.mind.answer(question, abort.signal), abort.signal, WIND_DOWN_MS);
    winding.push(settled);
    for await (const spoken of sentences(pieces)) {
      clearTimeout(first);
      const sentence = withPlayerName(question.sheet, spoken);
      // With the sentences before it, since a number may be told in pieces.
      const verdict = await context.moderator.judge([...progress.beats.slice(-2), sentence].join(" "));
      if (verdict.kind === "crisis") return await diverted(context, turn, progress, verdict.crisis);
      const leak = leakIn(sentence) ?? (verdict.kind === "refused" ? verdict.reason : undefined);
      if (leak !== undefined) {
        context.log.warn(
          { ...idsOf(context, turn), npc: turn.npc, leak },
          "an answer is cut: something in it must not be told",
        );
        return failed("mind_failed");
      }
      await speak(context, turn, progress, sentence);
      if (progress.beats.join(" ").length > REPLY_CHARACTERS) break;
    }
    if (abort.signal.aborted) return failed(reasonOf(abort.signal));
    if (progress.beats.length + progress.acts.length === 0) return failed("mind_failed");
    // It acted and said nothing: the player sees that it is not waiting.
    if (progress.beats.length === 0) await speak(context, turn, progress, "…");
    return { kind: "done" };
  } catch (error) {
    if (abort.signal.aborted) return failed(reasonOf(abort.signal));
    context.log.warn({ err: error, ...idsOf(context, turn), npc: turn.npc }, "the mind has no answer");
    return failed(error instanceof MindError && error.reason === "unavailable" ? "mind_unavailable" : "mind_failed");
  } finally {
    progress.isOver = true;
    clearTimeout(whole);
    clearTimeout(first);
  }
}

async function questionOf(
  context: TurnContext,
  turn: Turn,
  progress: Progress,
  abort: AbortController,
): Promise<Question> {
  const sheet = context.cast.get(turn.npc);
  const { value: human } = await readHuman(context.db, turn.npc, turn.player);
  let calls = 0;
  return {
    ...idsOf(context, turn),
    sheet,
    conversation: turn.conversation,
    text: turn.text ?? "",
    human,
    missed: (mind) => missedBy(context.db, mind, turn),
    answeredBy: (name) => (progress.mind = name),
    history: () => historyBefore(context.db, turn),
    tools: offeredTools(sheet),
    call: async (tool: string, args: unknown): Promise<string> => {
      calls += 1;
      if (calls > CALLS_A_TURN) abort.abort("mind_failed" satisfies FailReason);
      return abort.signal.aborted || progress.isOver
        ? "The player has turned away."
        : performTool(context, turn, progress, sheet, { tool, args });
    },
  };
}

async function diverted(...args: Parameters<typeof divert>): Promise<Outcome> {
  await divert(...args);
  return { kind: "done" };
}

const failed = (reason: FailReason): Outcome => ({ kind: "fail", reason });

/** Only we abort, and always with one of our reasons. */
const reasonOf = (signal: AbortSignal): FailReason => signal.reason as FailReason;
