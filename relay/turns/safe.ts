import { withPlayerName } from "../cast/player-name.ts";
import type { Sheet } from "../cast/sheet.ts";
import { endIt, unless } from "../lib/abort.ts";
import { mapAhead } from "../lib/map-ahead.ts";
import { Cut, Diversion, whyStopped } from "./cut.ts";
import { idsOf } from "./ids.ts";
import type { LiveTurn } from "./turn-context.ts";

/** Sentences that a guard model judges side by side. Where there is none, none is judged before the one before it was told. */
const SIDE_BY_SIDE = 4;

/**
 * Passes on each sentence that the player may hear, in order; they are judged side by side.
 * @throws {Cut} at the first that must not be told. @throws {Diversion} at the first that is nothing for an NPC.
 */
export async function* safe(live: LiveTurn, sheet: Sheet, said: AsyncIterable<string>): AsyncGenerator<string> {
  const { context, turn, progress, abort } = live;
  const leakIn = context.guardLeaks(sheet, [turn.player]);
  const heard = [...progress.beats];
  const judge = (spoken: string) => {
    const sentence = withPlayerName(sheet, spoken);
    heard.push(sentence);
    // With the sentences before it, since a number may be told in pieces.
    const words = heard.slice(-3).join(" ");
    const judging = unless(abort.signal, context.moderator.judge(words, "npc", turn.text ?? "", turn));
    judging.catch(() => undefined);
    return { sentence, judging, isTold: noteHeard(live) };
  };
  const most = context.moderator.guard() === undefined ? 1 : SIDE_BY_SIDE;
  try {
    for await (const { sentence, judging, isTold } of mapAhead(said, most, judge)) {
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
      isTold();
    }
  } finally {
    // Whoever still listens to the mind stops, and what it would do behind these words it need not wait for.
    endIt(live.enough);
  }
}

/** Call what it answers with when the sentence was told: what the NPC does after it waits for that. */
function noteHeard(live: LiveTurn): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  live.progress.heard += 1;
  live.told = Promise.all([live.told, unless(live.enough.signal, promise).catch(() => undefined)]).then(
    () => undefined,
  );
  return resolve;
}

/** Over from now on, and not only when the mind has been told: it may be about to act. */
function cut(live: LiveTurn, why: Cut | Diversion): Cut | Diversion {
  live.progress.isOver = true;
  return why;
}
