import { setTimeout as sleep } from "node:timers/promises";
import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { fellowsOf } from "../store/fellows.ts";
import { heldElsewhere } from "../store/relays.ts";
import { findTurn, type Turn } from "../store/turns.ts";
import { queueKeyOf } from "./live-turn.ts";
import type { LiveTurn, TurnContext } from "./turn-context.ts";

/** Stops a turn, also one that still waits. One that has ended already stays as it is. @throws {RelayError} `unknown_turn` */
export async function hush(context: TurnContext, universe: string, id: string): Promise<void> {
  const live = inHand(context, id);
  const turn = live?.turn ?? (await findTurn(context.db, id));
  if (turn?.universe !== universe) throw new RelayError("unknown_turn", "No turn has this id.");
  if (live !== undefined) return live.abort.abort("hushed" satisfies FailReason);
  if (turn.endedAt !== null || turn.holder === null) return;
  const fellows = fellowsOf(context.db);
  if (turn.holder === fellows.id) void hushInHand(context, turn.id);
  else await fellows.send(turn.holder, { kind: "hush", turn: turn.id });
}

/**
 * The same where this relay is known to have it. Between two statements it may have it in the store and not in hand yet; and where
 * another has taken it over, that is told. It never rejects.
 */
export async function hushInHand(context: TurnContext, id: string): Promise<void> {
  const fellows = fellowsOf(context.db);
  const isDone = async (): Promise<boolean> => {
    const turn = await findTurn(context.db, id);
    if (turn?.endedAt !== null || turn.holder === null) return true;
    if (turn.holder !== fellows.id) await fellows.send(turn.holder, { kind: "hush", turn: id });
    return turn.holder !== fellows.id;
  };
  for (let tries = 0; tries < TRIES; tries++) {
    const live = inHand(context, id);
    if (live !== undefined) return live.abort.abort("hushed" satisfies FailReason);
    // Of a store that is away nobody knows.
    if (await isDone().catch(() => false)) return;
    await sleep(AGAIN_MS, undefined, { ref: false });
  }
}

/** What others may have taken from this relay is in its hands no more, though it may still be at it. */
function inHand({ live, db }: TurnContext, id: string): Pick<LiveTurn, "turn" | "abort"> | undefined {
  const one = live.get(id.toLowerCase());
  return one?.turn.fence === fellowsOf(db).fence() ? one : undefined;
}

/** Stops every turn of this player with this NPC, at whichever relay. */
export async function hushTalk(context: TurnContext, talk: Pick<Turn, "npc" | "player">): Promise<void> {
  hushAll(context, "hushed", queueKeyOf(talk));
  const fellows = fellowsOf(context.db);
  if (!fellows.hasOthers()) return;
  const held = await heldElsewhere(context.db, talk, fellows.id);
  // Turn by turn: what is said after this may be in hand before the message is read.
  await Promise.all(held.map(({ id, holder }) => fellows.send(holder, { kind: "hush", turn: id })));
}

/** Stops every turn of one conversation, or every turn, that this relay has in hand. */
export function hushAll(context: TurnContext, reason: FailReason, queueKey?: string): void {
  for (const { turn, abort } of context.live.values())
    if (queueKey === undefined || queueKeyOf(turn) === queueKey) abort.abort(reason);
}

/** Longer than a lease: what nobody living has is taken over then. */
const TRIES = 60;
const AGAIN_MS = 250;
