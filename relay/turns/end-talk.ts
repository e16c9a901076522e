import type { Leave } from "../../game/townsfolk/wire/contract.ts";
import { IDLE_MS } from "../limits/open-talks.ts";
import { forgetHuman } from "../memory/human.ts";
import { MindError } from "../minds/mind.ts";
import { now } from "../observe/clock.ts";
import {
  dropConversation,
  endConversation,
  endedLongAgo,
  idleConversations,
  noteNoTalk,
} from "../store/conversations.ts";
import { forgetWords } from "../store/forget-turns.ts";
import { keptSinceBefore } from "../store/kept-threads.ts";
import { findPseudonym } from "../store/players.ts";
import { forgetAtMind } from "./forget-at-mind.ts";
import { hushTalk } from "./hush.ts";
import type { TurnContext } from "./turn-context.ts";
import { whenItsTurnsEnded } from "./when-its-turns-ended.ts";

/**
 * The player left: stops what is under way, and forgets what was said and remembered, unless the sheet keeps it.
 * @throws {RelayError} `unknown_npc`
 */
export async function endTalk(context: TurnContext, universe: string, { npc, player }: Leave): Promise<void> {
  const sheet = context.cast.get(npc);
  const pseudonym = await findPseudonym(context.db, universe, player);
  if (pseudonym === undefined) return;
  await endConversationOf(context, npc, pseudonym);
  if (sheet.memory === "player") await noteNoTalk(context.db, npc, pseudonym);
}

/** A talk in which something is said meanwhile goes on. */
export async function endIdleTalks(context: TurnContext): Promise<void> {
  const before = now() - IDLE_MS;
  const kept = context.cast.all().flatMap(({ id }) => (isKept(context, id) ? [id] : []));
  for (const { npc, player } of await idleConversations(context.db, before, kept)) {
    const id = await endConversation(context.db, npc, player, before);
    if (id !== undefined) forgetConversation(context, { id, npc, player });
  }
}

/** Talks that have ended a while ago, and that the mind could not forget then. */
export async function forgetTheEnded(context: TurnContext): Promise<void> {
  for (const conversation of await endedLongAgo(context.db, now() - UNDER_WAY_MS, context.mind.name()))
    forgetConversation(context, conversation, true);
}

const UNDER_WAY_MS = 60_000;

/**
 * Retention, of talks that go on from visit to visit: the mind gives up its thread, and is told with the next turn what the store
 * still has of it.
 */
export async function forgetOldThreads(context: TurnContext, before: number): Promise<void> {
  const old = await keptSinceBefore(context.db, context.mind.name(), before);
  for (const conversation of old.filter(({ id }) => !context.forgetting.has(id)))
    void whenItsTurnsEnded(context, conversation, () =>
      forgetAtMind(context, conversation.id).catch((error: unknown) =>
        context.log.debug(
          { err: error, conversation: conversation.id },
          "an old thread is still kept; it is tried again",
        ),
      ),
    );
}

/** From visit to visit. */
const isKept = ({ cast }: TurnContext, npc: string): boolean => cast.find(npc)?.memory === "player";

/** Behind the turns of its conversation, because a mind forgets only what it is not busy with. `isLate`: it did not end just now. */
export function forgetConversation(
  context: TurnContext,
  conversation: { id: string; npc: string; player: string },
  isLate = false,
): void {
  const inStore = async (): Promise<void> => {
    await forgetHuman(context.db, conversation.npc, conversation.player, isLate);
    await forgetWords(context.db, conversation.id);
  };
  const atMind = async (): Promise<void> => {
    await forgetAtMind(context, conversation.id);
    await dropConversation(context.db, conversation.id);
  };
  // Late it is of no talk that goes on, which need not wait for a mind that is away once more.
  const forgotten = isLate
    ? whenItsTurnsEnded(context, conversation, inStore).then(atMind)
    : whenItsTurnsEnded(context, conversation, () => inStore().then(atMind));
  forgotten.catch((error: unknown) => {
    // That a mind is away is told elsewhere, and once.
    const level = error instanceof MindError ? "debug" : "warn";
    context.log[level]({ err: error, conversation: conversation.id }, "a talk is not forgotten yet; it is tried again");
  });
}

async function endConversationOf(context: TurnContext, npc: string, player: string): Promise<void> {
  await hushTalk(context, { npc, player });
  context.talks.leave({ npc, player });
  if (isKept(context, npc)) return;
  const id = await endConversation(context.db, npc, player);
  if (id !== undefined) forgetConversation(context, { id, npc, player });
}
