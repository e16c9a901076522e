import { withPlayerName } from "../cast/player-name.ts";
import type { Sheet } from "../cast/sheet.ts";
import { unless } from "../lib/abort.ts";
import { Cut, Diversion, whyStopped } from "./cut.ts";
import { idsOf } from "./ids.ts";
import type { LiveTurn } from "./turn-context.ts";

/**
 * Passes on each sentence that the player may hear. Each is judged when those before it were told.
 * @throws {Cut} at the first that must not be told. @throws {Diversion} at the first that is nothing for an NPC.
 */
export async function* safe(live: LiveTurn, sheet: Sheet, said: AsyncIterable<string>): AsyncGenerator<string> {
  const { context, turn, progress, abort } = live;
  const leakIn = context.guardLeaks(sheet, [turn.player]);
  for await (const spoken of said) {
    const sentence = withPlayerName(sheet, spoken);
    // With the sentences before it, since a number may be told in pieces.
    const words = [...progress.beats.slice(-2), sentence].join(" ");
    const judging = unless(abort.signal, context.moderator.judge(words, "npc", turn.text ?? "", turn));
    const [verdict] = await Promise.all([judging, live.cleared]).catch((error: unknown) => {
      throw abort.signal.aborted ? whyStopped(abort.signal) : error;
    });
    if (abort.signal.aborted) throw whyStopped(abort.signal);
    if (verdict.kind === "away") {
      progress.mind = "guard";
      throw cut(live, new Cut("mind_unavailable"));
    }
    if (verdict.kind === "crisis") throw cut(live, new Diversion(verdict.crisis));
    const leak = leakIn(sentence) ?? (verdict.kind === "refused" ? verdict.reason : undefined);
    if (leak !== undefined) {
      const message = "an answer is cut: something in it must not be told";
      context.log.warn({ ...idsOf(live), npc: turn.npc, leak }, message);
      throw cut(live, new Cut("mind_failed"));
    }
    yield sentence;
  }
}

/** Over from now on, and not only when the mind has been told: it may be about to act. */
function cut(live: LiveTurn, why: Cut | Diversion): Cut | Diversion {
  live.progress.isOver = true;
  return why;
}
