import type { Leave } from "../../game/townsfolk/wire/contract.ts";
import { laneOf } from "../lib/keyed-queue.ts";
import { IDLE_MS } from "../limits/open-talks.ts";
import { forgetHuman } from "../memory/human.ts";
import { now } from "../observe/clock.ts";
import { endConversation, idleConversations, noteNoTalk } from "../store/conversations.ts";
import { findPseudonym } from "../store/players.ts";
import { forgetWords } from "../store/turns.ts";
import { hushAll } from "./live-turn.ts";
import type { Stage } from "./turn-context.ts";

/**
 * The player left: stops what is under way, and forgets what was said and remembered, unless the sheet keeps it.
 * @throws {RelayError} `unknown_npc`
 */
export async function endTalk(stage: Stage, universe: string, { npc, player }: Leave): Promise<void> {
  const sheet = stage.cast.get(npc);
  const pseudonym = await findPseudonym(stage.db, universe, player);
  if (pseudonym === undefined) return;
  await endConversationOf(stage, npc, pseudonym);
  if (sheet.memory === "player") await noteNoTalk(stage.db, npc, pseudonym);
}

export async function endIdleTalks(stage: Stage): Promise<void> {
  for (const { npc, player } of await idleConversations(stage.db, now() - IDLE_MS)) {
    await endConversationOf(stage, npc, player);
  }
}

/** Behind the turns of its lane, because a mind forgets only what it is not busy with. */
export function forgetConversation(stage: Stage, conversation: { id: string; npc: string; player: string }): void {
  void stage.lanes.enqueue(laneOf(conversation), async () => {
    try {
      await stage.mind.forget(conversation.id);
      await forgetHuman(stage.db, conversation.npc, conversation.player);
      await forgetWords(stage.db, conversation.id);
    } catch (error) {
      stage.log.error(
        { err: error, conversation: conversation.id },
        "a talk could not be forgotten; the next start tries again",
      );
    }
  });
}

async function endConversationOf(stage: Stage, npc: string, player: string): Promise<void> {
  hushAll(stage, "hushed", laneOf({ npc, player }));
  stage.talks.leave({ npc, player });
  if (stage.cast.find(npc)?.memory === "player") return;
  const id = await endConversation(stage.db, npc, player);
  if (id !== undefined) forgetConversation(stage, { id, npc, player });
}
