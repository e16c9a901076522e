import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { abortedWith } from "../lib/abort.ts";
import { fellowsOf } from "../store/fellows.ts";
import { holdersOf } from "../store/relays.ts";
import { findTurn, type Turn } from "../store/turns.ts";
import { runTurn } from "./run-turn.ts";
import { takePlace } from "./take-place.ts";
import type { LiveTurn, TurnContext } from "./turn-context.ts";
import { untilItsTurn } from "./until-its-turn.ts";

/** Puts a stored turn behind the others of its conversation. */
export function startTurn(context: TurnContext, turn: Turn, request?: string): void {
  const abort = new AbortController();
  const id = turn.id.toLowerCase();
  const run = async (): Promise<Turn | undefined> => {
    for (;;) {
      const live = { ...liveTurn(context, turn, request), abort };
      const leave = await takePlace(live);
      const ended = await runTurn(live).finally(leave);
      if (ended !== "not-yet") return ended;
      await untilItsTurn(live);
    }
  };
  const ended = context.queue.enqueue(queueKeyOf(turn), run).finally(() => {
    // It may have been taken over anew meanwhile.
    if (context.live.get(id)?.abort === abort) context.live.delete(id);
  });
  context.live.set(id, { turn, abort, ended });
}

/** A turn as it is taken in hand. */
export function liveTurn(context: TurnContext, turn: Turn, request?: string): LiveTurn {
  const abort = new AbortController();
  return {
    context,
    turn,
    ...(request !== undefined && { request }),
    abort,
    enough: abortedWith(abort.signal).controller,
    progress: {
      beats: [],
      heard: 0,
      acts: [],
      firstBeatAt: turn.firstBeatAt,
      mind: context.mind.name(),
      isOver: false,
    },
    settled: Promise.resolve(),
    cleared: Promise.resolve(),
    told: Promise.resolve(),
  };
}

/** The turns of one conversation wait for each other. */
export const queueKeyOf = ({ npc, player }: Pick<Turn, "npc" | "player">): string => `${npc}/${player}`;

/** Stops a turn, also one that still waits. One that has ended already stays as it is. @throws {RelayError} `unknown_turn` */
export async function hush(context: TurnContext, universe: string, id: string): Promise<void> {
  const live = context.live.get(id.toLowerCase());
  const turn = live?.turn ?? (await findTurn(context.db, id));
  if (turn?.universe !== universe) throw new RelayError("unknown_turn", "No turn has this id.");
  if (live !== undefined) return live.abort.abort("hushed" satisfies FailReason);
  const fellows = fellowsOf(context.db);
  if (turn.endedAt === null && turn.holder !== null && turn.holder !== fellows.id)
    await fellows.send(turn.holder, { kind: "hush", turn: turn.id });
}

/** Stops every turn of this player with this NPC, at whichever relay. */
export async function hushTalk(context: TurnContext, talk: Pick<Turn, "npc" | "player">): Promise<void> {
  hushAll(context, "hushed", queueKeyOf(talk));
  const fellows = fellowsOf(context.db);
  if (!fellows.hasOthers()) return;
  const holders = await holdersOf(context.db, talk.npc, talk.player);
  const others = holders.filter((holder) => holder !== fellows.id);
  await Promise.all(others.map((holder) => fellows.send(holder, { kind: "leave", ...talk })));
}

/** Stops every turn of one conversation, or every turn, that this relay has in hand. */
export function hushAll(context: TurnContext, reason: FailReason, queueKey?: string): void {
  for (const { turn, abort } of context.live.values())
    if (queueKey === undefined || queueKeyOf(turn) === queueKey) abort.abort(reason);
}
