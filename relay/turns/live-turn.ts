import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { queueKeyOf } from "../lib/keyed-queue.ts";
import { findTurn, type Turn } from "../store/turns.ts";
import { runTurn } from "./run-turn.ts";
import type { TurnContext } from "./turn-context.ts";

/** Puts a stored turn behind the others of its conversation. */
export function startTurn(context: TurnContext, turn: Turn, request?: string): void {
  const abort = new AbortController();
  const queueKey = queueKeyOf(turn);
  const ended = context.queue
    .enqueue(queueKey, () => runTurn(context, turn, abort))
    .finally(() => context.live.delete(turn.id));
  context.live.set(turn.id, {
    universe: turn.universe,
    queueKey,
    abort,
    ended,
    ...(request !== undefined && { request }),
  });
}

/** Stops a turn, also one that still waits. One that has ended already stays as it is. @throws {RelayError} `unknown_turn` */
export async function hush(context: TurnContext, universe: string, id: string): Promise<void> {
  const live = context.live.get(id);
  const owner = live?.universe ?? (await findTurn(context.db, id))?.universe;
  if (owner !== universe) throw new RelayError("unknown_turn", "No turn has this id.");
  live?.abort.abort("hushed" satisfies FailReason);
}

/** Stops every turn of one conversation, or every turn. */
export function hushAll(context: TurnContext, reason: FailReason, queueKey?: string): void {
  for (const live of context.live.values())
    if (queueKey === undefined || live.queueKey === queueKey) live.abort.abort(reason);
}
