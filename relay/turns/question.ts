import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { readHuman } from "../memory/human.ts";
import type { Question } from "../minds/mind.ts";
import { newsFor } from "../store/news.ts";
import { missedBy } from "../store/said.ts";
import { actsFor } from "../tools/acts.ts";
import { offeredTools } from "../tools/offered.ts";
import type { History } from "./history.ts";
import { idsOf } from "./ids.ts";
import { performTool } from "./perform-tool.ts";
import type { LiveTurn } from "./turn-context.ts";

/**
 * The one cap on what a model may call for in one turn, acts and notes together: no Letta has one of its own, and a model that
 * was talked into it would go on for ever. An honest turn has two or three calls; twice that leaves room for a model that
 * tries a wrong argument again, and more of it no player would watch.
 */
const CALLS_A_TURN = 8;

/** What the mind is asked, and what it may call for while it answers. */
export async function questionOf(live: LiveTurn, history: History): Promise<Question> {
  const { context, turn, progress, abort } = live;
  const sheet = context.cast.get(turn.npc);
  const { value: human } = await readHuman(context.db, turn.npc, turn.player);
  const declared = await context.actSets.find(turn.universe, turn.actSet);
  const acts = actsFor(sheet, declared, turn.offered === null ? undefined : (JSON.parse(turn.offered) as string[]));
  let calls = 0;
  return {
    ...idsOf(live),
    sheet,
    conversation: turn.conversation,
    text: turn.text ?? "",
    human,
    scene: turn.scene ?? "",
    news: turn.server === null ? [] : await newsFor(context.db, turn.server, sheet.id),
    missed: (mind) => missedBy(context.db, mind, turn),
    whenDone: (keep) => (progress.keep = keep),
    answeredBy: (name) => (progress.mind = name),
    hasBegun: () => progress.heard + progress.acts.length > 0,
    history: history.fitting,
    tools: offeredTools(acts),
    call: async (tool, args) => {
      calls += 1;
      if (calls > CALLS_A_TURN) abort.abort("mind_failed" satisfies FailReason);
      await live.cleared;
      await live.told;
      return abort.signal.aborted || progress.isOver
        ? "The player has turned away."
        : performTool(live, { sheet, acts }, { tool, args }).catch((error: unknown) => {
            context.log.warn({ err: error, ...idsOf(live), tool }, "what a model called for could not be done");
            return "That did not work.";
          });
    },
  };
}
