import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { laneOf } from "../lib/keyed-queue.ts";
import { findTurn, type Turn } from "../store/turns.ts";
import { runTurn } from "./run-turn.ts";
import type { Stage } from "./turn-context.ts";

/** Puts a stored turn into its lane. */
export function bringToLife(stage: Stage, turn: Turn, request?: string): void {
  const abort = new AbortController();
  const lane = laneOf(turn);
  const ended = stage.lanes.enqueue(lane, () => runTurn(stage, turn, abort)).finally(() => stage.live.delete(turn.id));
  stage.live.set(turn.id, { universe: turn.universe, lane, abort, ended, ...(request !== undefined && { request }) });
}

/** Stops a turn, also one that still waits. One that has ended already stays as it is. @throws {RelayError} `unknown_turn` */
export async function hush(stage: Stage, universe: string, id: string): Promise<void> {
  const live = stage.live.get(id);
  const owner = live?.universe ?? (await findTurn(stage.db, id))?.universe;
  if (owner !== universe) throw new RelayError("unknown_turn", "No turn has this id.");
  live?.abort.abort("hushed" satisfies FailReason);
}

/** Stops every turn of the lane, or of all lanes. */
export function hushAll(stage: Stage, reason: FailReason, lane?: string): void {
  for (const live of stage.live.values()) if (lane === undefined || live.lane === lane) live.abort.abort(reason);
}
