import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { RequestHandler } from "express";
import type { Act, TalkReply } from "../../game/townsfolk/wire/contract.ts";
import type { Context } from "../context.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { inOneLine } from "../speech/in-one-line.ts";
import type { Turn } from "../store/turns.ts";
import { fallbackLine, suggestionsFor } from "../turns/end-turn.ts";
import { unknownActs } from "./messages.ts";
import { talkRequest } from "./shapes.ts";

export const postTalk = (context: Context): RequestHandler =>
  async function postTalk(req, res) {
    const { npc, player, text, turn: named, locale, acts } = valid(talkRequest, req.body);
    const turn = named ?? randomUUID();
    if (context.closing.aborted) throw new RelayError("not_ready", "The relay is stopping.", 5);
    if (acts !== undefined && !(await context.actSets.named(req.caller.universe, acts))) throw unknownActs();
    const accepted = await context.turns.accept(
      { kind: "say", turn, npc, player, text, ...(locale !== undefined && { locale }) },
      { ...req.caller, server: null, request: req.id, acts },
    );
    req.waits();
    // Who has not named it cannot ask for it again: nobody is left to hear it.
    const hangUp = (): void => {
      if (!res.writableFinished) context.turns.hush(req.caller.universe, { kind: "hush", turn }).catch(() => undefined);
    };
    if (named === undefined && res.closed) hangUp();
    else if (named === undefined) res.on("close", hangUp);
    // While the mind thinks: what was said by then is all that they depend on.
    await setImmediate();
    const suggestions = await suggestionsFor(context, context.cast.find(npc), accepted);
    res.json(replyOf(context, await context.turns.ended(turn), suggestions));
  };

function replyOf({ cast, phrasebook }: Context, turn: Turn, suggestions: string[]): TalkReply {
  const sheet = cast.get(turn.npc);
  // The store may not have taken its end in all the time that it was tried.
  const isFallback = turn.status === "failed" || turn.endedAt === null;
  const said = [turn.reply ?? "", isFallback ? fallbackLine(sheet, turn.id) : ""];
  return {
    turn: turn.id,
    reply: inOneLine(said),
    acts: JSON.parse(turn.acts) as Act[],
    suggestions,
    mind: turn.mind ?? "",
    ...(turn.screened !== null &&
      turn.screened !== "refused" && { care: phrasebook.wordsFor(turn.locale ?? "en").care[turn.screened] }),
    ...(isFallback && { fallback: true as const }),
  };
}
