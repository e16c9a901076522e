import { createHash } from "node:crypto";
import type { DoneEvent, FailEvent, FailReason } from "../../game/townsfolk/wire/contract.ts";
import type { Sheet } from "../cast/sheet.ts";
import { now } from "../observe/clock.ts";
import { scrubPersonal } from "../safety/scrub.ts";
import { inOneLine } from "../speech/in-one-line.ts";
import { fellowsOf } from "../store/fellows.ts";
import { saidOf } from "../store/said.ts";
import { type Turn, updateTurn } from "../store/turns.ts";
import { idsOf } from "./ids.ts";
import type { LiveTurn, TurnContext } from "./turn-context.ts";

export type Outcome = { kind: "done" } | { kind: "fail"; reason: FailReason };

/**
 * Writes down how a turn ended and tells the place server in the same transaction: neither can be lost alone. Answers with
 * the turn as it is then.
 */
export async function endTurn(live: LiveTurn, outcome: Outcome): Promise<Turn> {
  const { context, turn, progress } = live;
  const endedAt = now();
  // A sheet may have been taken away while its NPC spoke.
  const sheet = context.cast.find(turn.npc);
  // Told once, and the end may have to be stored more than once.
  const cost = (live.cost ??= context.meter.take(turn.id));
  context.shares.end(turn.universe, turn.id, cost.usd);
  const change = {
    status: outcome.kind === "done" ? ("done" as const) : ("failed" as const),
    reply: scrubPersonal(inOneLine(progress.beats)),
    acts: JSON.stringify(progress.acts),
    mind: progress.mind,
    reason: outcome.kind === "fail" ? outcome.reason : null,
    tokensIn: cost.input,
    tokensOut: cost.output,
    usd: cost.usd,
    firstBeatAt: progress.firstBeatAt,
    scene: null,
    endedAt,
  };
  const { server, fence } = turn;
  if (server === null) {
    await updateTurn(context.db, turn.id, change, fence);
  } else {
    const event =
      outcome.kind === "done"
        ? await doneEvent(context, sheet, turn, progress.mind)
        : failEvent(sheet, turn, outcome.reason);
    await context.feed.publish({ server, fence }, event, change);
  }
  fellowsOf(context.db).tell({ ended: [turn.conversation] });
  note(live, change, cost.isEstimate);
  if (context.logText) context.log.info({ ...idsOf(live), said: turn.text, reply: change.reply }, "words");
  return { ...turn, ...change };
}

/** One line and one count for each turn, and no word of what was said. */
function note(
  live: LiveTurn,
  { mind, reason, firstBeatAt, endedAt, tokensIn, tokensOut, usd }: Ended,
  isEstimate: boolean,
): void {
  const { context, turn } = live;
  const { npc, acceptedAt } = turn;
  const outcome = reason ?? "done";
  const firstBeatMs = firstBeatAt === null ? undefined : firstBeatAt - acceptedAt;
  const ms = endedAt - acceptedAt;
  context.metrics.turnEnded({ npc, mind, outcome, firstBeatMs, ms });
  const cost = { tokensIn, tokensOut, usd, ...(isEstimate && { isEstimate }) };
  context.log.info({ ...idsOf(live), npc, mind, outcome, firstBeatMs, ms, ...cost }, "turn");
}

interface Ended {
  mind: string;
  reason: FailReason | null;
  firstBeatAt: number | null;
  endedAt: number;
  tokensIn: number;
  tokensOut: number;
  usd: number;
}

/** The authored quick replies that this player has not used in this conversation yet. */
export async function suggestionsFor(
  context: Pick<TurnContext, "db">,
  sheet: Sheet | undefined,
  turn: Turn,
): Promise<string[]> {
  if (!sheet || sheet.quickReplies.length === 0) return [];
  const said = await saidOf(context.db, turn.conversation, sheet.quickReplies);
  return sheet.quickReplies.filter((reply) => !said.includes(reply)).slice(0, 3);
}

/** One of the NPC's own lines; for one turn always the same. */
export const fallbackLine = (sheet: Sheet | undefined, turn: string): string => oneOf(sheet?.fallbacks ?? [], turn);

/** What the NPC says of itself when it has acted and its model adds no word. */
export const lineAfterAct = (sheet: Sheet | undefined, turn: string): string =>
  sheet && sheet.afterActs.length > 0 ? oneOf(sheet.afterActs, turn) : fallbackLine(sheet, turn);

function oneOf(lines: string[], turn: string): string {
  const at = createHash("sha256").update(turn).digest().readUInt32BE() % Math.max(lines.length, 1);
  return lines[at] ?? "…";
}

const doneEvent = async (
  context: TurnContext,
  sheet: Sheet | undefined,
  turn: Turn,
  mind: string,
): Promise<DoneEvent> => ({
  kind: "done",
  turn: turn.id,
  mind,
  suggestions: await suggestionsFor(context, sheet, turn),
});

const failEvent = (sheet: Sheet | undefined, turn: Turn, reason: FailReason): FailEvent => ({
  kind: "fail",
  turn: turn.id,
  reason,
  line: fallbackLine(sheet, turn.id),
});
