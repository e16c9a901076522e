import { abortedWith } from "../lib/abort.ts";
import { now } from "../observe/clock.ts";
import { fellowsOf } from "../store/fellows.ts";
import type { Turn } from "../store/turns.ts";
import { runTurn } from "./run-turn.ts";
import { takePlace, worthUntil } from "./take-place.ts";
import type { LiveTurn, TurnContext } from "./turn-context.ts";
import { untilItsTurn } from "./until-its-turn.ts";

/** Puts a stored turn behind the others of its conversation, unless it is there already. */
export function startTurn(context: TurnContext, turn: Turn, request?: string): void {
  const id = turn.id.toLowerCase();
  if (context.live.get(id)?.turn.fence === turn.fence) return;
  const abort = new AbortController();
  const until = worthUntil(turn, context.deadlines);
  const runOnce = async (live: LiveTurn): Promise<Turn | "not-yet" | undefined> => {
    const leave = await takePlace(live, until);
    return runTurn(live).finally(leave);
  };
  const run = async (): Promise<Turn | undefined> => {
    for (;;) {
      // Of its own: a deadline that is missed before the turn has begun is none.
      const live = liveTurn(context, turn, request, abortedWith(abort.signal).controller);
      const ended = await context.queue.enqueue(queueKeyOf(turn), () => runOnce(live));
      if (ended !== "not-yet") return ended;
      // Outside of the queue: this relay may take over the turn that is waited for.
      const stored = await untilItsTurn(live, abort.signal);
      // Where this relay stops, another takes it over.
      if (stored === undefined || stored.endedAt !== null || stored.fence !== turn.fence || context.closing.aborted)
        return undefined;
    }
  };
  const ended = run().finally(() => {
    // It may have been taken over anew meanwhile.
    if (context.live.get(id)?.abort === abort) context.live.delete(id);
  });
  context.live.set(id, { turn, abort, ended });
}

/**
 * Whether a turn is stored as this relay's, and not begun, but nobody has it in hand: who stored it has heard that the store is away,
 * and sends it again.
 */
export const isLeftLying = ({ db, live }: TurnContext, { id, status, fence, acceptedAt }: Turn): boolean =>
  status === "accepted" &&
  fence === fellowsOf(db).fence() &&
  now() - acceptedAt < FRESH_MS &&
  !live.has(id.toLowerCase());

/** A turn that waited for so long is not worth an answer any more: the game has given up on it. */
export const FRESH_MS = 30_000;

/** A turn as it is taken in hand. */
export function liveTurn(context: TurnContext, turn: Turn, request?: string, abort = new AbortController()): LiveTurn {
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
      isStandIn: false,
      told: 0,
      firstBeatAt: turn.firstBeatAt,
      mind: context.mind.name(),
      isOver: false,
    },
    settled: Promise.resolve(),
    cleared: Promise.resolve(),
    told: Promise.resolve(),
    telling: Promise.resolve(),
  };
}

/** The turns of one conversation wait for each other. */
export const queueKeyOf = ({ npc, player }: Pick<Turn, "npc" | "player">): string => `${npc}/${player}`;
