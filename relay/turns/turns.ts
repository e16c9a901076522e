import type { Hush, Leave, Result, Say } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { createLanes } from "../lib/keyed-queue.ts";
import { findTurn, type Turn } from "../store/turns.ts";
import { acceptSay, type Source } from "./accept.ts";
import { endIdleTalks, endTalk } from "./end-talk.ts";
import { erase, type Receipt } from "./erase.ts";
import { openLeakGuard } from "./leak-guard.ts";
import { hush, hushAll } from "./live-turn.ts";
import { createPendingActs } from "./pending-acts.ts";
import { recover } from "./recover.ts";
import type { Stage } from "./turn-context.ts";

/** The life of every turn, from what a player says to the end that each turn has. */
export interface Turns {
  /** Stores the turn, then answers with it; it runs by itself. A turn id known already is answered and not run again. */
  accept(say: Say, from: Source): Promise<Turn>;
  /** Resolves when the turn has ended. @throws {RelayError} `unknown_turn` */
  ended(turn: string): Promise<Turn>;
  hush(universe: string, message: Hush): Promise<void>;
  settle(universe: string, message: Result): void;
  leave(universe: string, message: Leave): Promise<void>;
  /** Forgets a player everywhere: writes it down, then answers with what carries it out. */
  erase(universe: string, userId: number): Promise<() => Promise<Receipt | undefined>>;
  endIdleTalks(): Promise<void>;
  /** Turns that a mind answers, and those that wait behind them. */
  counts: { live: () => number; waiting: () => number };
  /** Brings to an end what a relay before this one left open. */
  recover(): Promise<void>;
  /** Waits for what is under way, at most `ms`, and ends the rest as interrupted. */
  drain(ms: number): Promise<void>;
}

export function createTurns(
  deps: Pick<
    Stage,
    | "db"
    | "cast"
    | "mind"
    | "feed"
    | "log"
    | "meter"
    | "gateway"
    | "metrics"
    | "logText"
    | "limits"
    | "talks"
    | "moderator"
    | "phrasebook"
  >,
): Turns {
  const stage: Stage = {
    ...deps,
    guardLeaks: openLeakGuard(deps.metrics.cacheAsked),
    lanes: createLanes(),
    acts: createPendingActs(),
    live: new Map(),
  };
  return {
    accept: (say, from) => acceptSay(stage, say, from),
    ended: (turn) => endOf(stage, turn),
    hush: (universe, message) => hush(stage, universe, message.turn),
    settle: (universe, message) => stage.acts.settle(universe, message),
    leave: (universe, message) => endTalk(stage, universe, message),
    erase: (universe, userId) => erase(stage, universe, userId),
    counts: {
      live: () => stage.lanes.busy(),
      waiting: () => stage.live.size - stage.lanes.busy(),
    },
    endIdleTalks: () => endIdleTalks(stage),
    recover: () => recover(stage),
    drain: (ms) => drain(stage, ms),
  };
}

async function endOf(stage: Stage, id: string): Promise<Turn> {
  const turn = (await stage.live.get(id)?.ended) ?? (await findTurn(stage.db, id));
  if (turn === undefined) throw new RelayError("unknown_turn", "No turn has this id.");
  return turn;
}

async function drain(stage: Stage, ms: number): Promise<void> {
  const late = setTimeout(() => hushAll(stage, "interrupted"), ms);
  await stage.lanes.idle();
  clearTimeout(late);
}
