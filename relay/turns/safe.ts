import { withPlayerName } from "../cast/player-name.ts";
import type { Sheet } from "../cast/sheet.ts";
import { Cut, Diversion } from "./cut.ts";
import { idsOf } from "./ids.ts";
import type { LiveTurn } from "./turn-context.ts";

/**
 * Passes on each sentence that the player may hear. Each is judged when those before it were told.
 * @throws {Cut} at the first that must not be told. @throws {Diversion} at the first that is nothing for an NPC.
 */
export async function* safe(live: LiveTurn, sheet: Sheet, said: AsyncIterable<string>): AsyncGenerator<string> {
  const { context, turn, progress } = live;
  const leakIn = context.guardLeaks(sheet, [turn.player]);
  for await (const spoken of said) {
    const sentence = withPlayerName(sheet, spoken);
    // With the sentences before it, since a number may be told in pieces.
    const verdict = await context.moderator.judge([...progress.beats.slice(-2), sentence].join(" "), "npc");
    if (verdict.kind === "crisis") throw new Diversion(verdict.crisis);
    const leak = leakIn(sentence) ?? (verdict.kind === "refused" ? verdict.reason : undefined);
    if (leak !== undefined) {
      const message = "an answer is cut: something in it must not be told";
      context.log.warn({ ...idsOf(live), npc: turn.npc, leak }, message);
      throw new Cut("mind_failed");
    }
    yield sentence;
  }
}
