import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { unless } from "../lib/abort.ts";
import type { Judgement } from "../models/moderation/moderator.ts";
import type { Screened } from "../store/schema.ts";
import { updateTurn } from "../store/turns.ts";
import { Diversion } from "./cut.ts";
import { forgetAtMind } from "./forget-at-mind.ts";
import { screenedBy } from "./screen.ts";
import type { LiveTurn } from "./turn-context.ts";
import { untilStored } from "./until-stored.ts";

/**
 * Has the guard model judge what the player said, while the mind is asked. `live.cleared` resolves when it has, and never
 * rejects: nothing is told and nothing is done before. What must not go on has aborted the answer by then.
 */
export function heedGuard(live: LiveTurn): void {
  const { context, turn, abort } = live;
  if (context.moderator.guard() === undefined) return;
  const heard = context.moderator
    .judge(turn.text ?? "", "player", undefined, turn)
    .then((judgement) => heed(live, judgement));
  live.settled = Promise.all([live.settled, heard]).then(() => undefined);
  live.cleared = unless(abort.signal, heard).catch(() => undefined);
}

async function heed(live: LiveTurn, judgement: Judgement): Promise<void> {
  const { abort, progress } = live;
  if (judgement.kind === "away") {
    progress.mind = "guard";
    abort.abort("mind_unavailable" satisfies FailReason);
    return;
  }
  const screened = screenedBy(judgement);
  if (screened === null) return;
  abort.abort(new Diversion(screened));
  await forgetWords(live, screened).catch((error: unknown) =>
    live.context.log.error({ err: error, turn: live.turn.id }, "what a guard has found could not be forgotten"),
  );
}

/** Also where the player has turned away by now. The mind has heard it: what it keeps of the talk goes, and the store tells it anew. */
async function forgetWords(live: LiveTurn, screened: Screened): Promise<void> {
  const { context, turn } = live;
  await untilStored(live, () => updateTurn(context.db, turn.id, { text: "", screened }, turn.fence));
  await forgetAtMind(context, turn.conversation);
}
