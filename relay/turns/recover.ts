import { now } from "../observe/clock.ts";
import { endedConversations } from "../store/conversations.ts";
import { fellowsOf, type RelayMessage } from "../store/fellows.ts";
import { takeOver } from "../store/take-over.ts";
import { type Turn, unfinishedTurns } from "../store/turns.ts";
import { forgetConversation } from "./end-talk.ts";
import { endTurn } from "./end-turn.ts";
import { eraseThePending } from "./erase.ts";
import { heed } from "./heed-message.ts";
import { idsOf } from "./ids.ts";
import { FRESH_MS, liveTurn, startTurn } from "./live-turn.ts";
import type { TurnContext } from "./turn-context.ts";

/** Longer than anybody waits for the store. */
const FORGOTTEN_MS = 60_000;

/**
 * What a killed relay left open: a turn that had not begun is run now, one that had is ended as interrupted (the mind may
 * have heard it already, and must not hear it twice), and a talk that was over is forgotten.
 */
export async function recover(context: TurnContext): Promise<void> {
  // A registration that has just begun has left nothing.
  const left = fellowsOf(context.db).fence() === null ? await unfinishedTurns(context.db) : [];
  const { turns, messages } = await takeOver(context.db);
  await goOnWith(context, [...left.filter(({ id }) => !context.live.has(id.toLowerCase())), ...turns], messages);
  // Of a mind that has just begun to start nothing can be asked.
  void context.mind.started
    .catch(() => undefined)
    .then(() => finishTheRest(context))
    .catch((error: unknown) => context.log.error({ err: error }, "talks that were over could not be looked for"));
}

/**
 * The same for another relay that is found dead while this one runs. `isUnsure`: the store was away meanwhile, so there may be turns
 * of this relay that it does not know of.
 */
export async function recoverOthers(context: TurnContext, isUnsure: boolean): Promise<void> {
  const { turns, messages, hasStruckOff } = await takeOver(context.db);
  const taken = new Set(turns.map(({ id }) => id));
  const own = isUnsure ? await unfinishedTurns(context.db) : [];
  const lying = own.filter(({ id }) => !taken.has(id) && !context.live.has(id.toLowerCase()));
  if (turns.length > 0) context.log.warn({ turns: turns.length }, "turns of a relay that is gone are taken over");
  await goOnWith(context, [...turns, ...lying], messages);
  if (hasStruckOff) await finishTheRest(context);
}

async function goOnWith(context: TurnContext, turns: Turn[], messages: RelayMessage[]): Promise<void> {
  const ends = turns.map(async (turn) => {
    if (turn.status === "accepted" && now() - turn.acceptedAt < FRESH_MS) return startTurn(context, turn);
    const live = liveTurn(context, turn);
    // Where its end cannot be stored now, it is found as forgotten.
    await endTurn(live, { kind: "fail", reason: "interrupted" }).catch((error: unknown) =>
      context.log.error({ err: error, ...idsOf(live) }, "a turn that was left open could not be ended yet"),
    );
  });
  for (const message of messages) heed(context, message);
  await Promise.all(ends);
}

async function finishTheRest(context: TurnContext): Promise<void> {
  eraseThePending(context).catch((error: unknown) =>
    context.log.error({ err: error }, "an erasure failed; the next start tries again"),
  );
  for (const conversation of await endedConversations(context.db)) forgetConversation(context, conversation, true);
}

/**
 * Ends what nobody has in hand, though it is stored: whose end could not be stored for too long, and whose sender heard of a
 * store that was away while it was stored after all.
 */
export async function endForgotten(context: TurnContext): Promise<void> {
  // From before the look: what ends meanwhile still looks as if it had not.
  const inHand = new Set(context.live.keys());
  for (const turn of await unfinishedTurns(context.db)) {
    const id = turn.id.toLowerCase();
    if (inHand.has(id) || context.live.has(id) || now() - turn.acceptedAt < FORGOTTEN_MS) continue;
    await endTurn(liveTurn(context, turn), { kind: "fail", reason: "interrupted" });
  }
}
