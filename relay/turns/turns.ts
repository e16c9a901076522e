import { setTimeout as sleep } from "node:timers/promises";
import type { Hush, Leave, PlayerId, Result, Say } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { createKeyedQueue } from "../lib/keyed-queue.ts";
import { createOneByOne } from "../lib/one-by-one.ts";
import { now } from "../observe/clock.ts";
import { thoughtHabits } from "../speech/thought-habits.ts";
import { fellowsOf } from "../store/fellows.ts";
import { findTurn, type Turn } from "../store/turns.ts";
import { acceptSay } from "./accept.ts";
import { endIdleTalks, endTalk, forgetOldThreads, forgetTheEnded } from "./end-talk.ts";
import { erase, eraseThePending, type Receipt } from "./erase.ts";
import { hush, hushAll } from "./hush.ts";
import { openLeakGuard } from "./leak-guard.ts";
import type { Source } from "./new-turn.ts";
import { createPendingActs } from "./pending-acts.ts";
import { createPlacesByShard } from "./places-by-shard.ts";
import { endForgotten, recover } from "./recover.ts";
import { createSentTurns } from "./sent-turns.ts";
import { settle } from "./settle.ts";
import { widthOf } from "./take-place.ts";
import type { TurnContext, TurnNeeds } from "./turn-context.ts";
import { untilEnded } from "./until-ended.ts";
import { watchOthers } from "./watch-others.ts";

/** The life of every turn, from what a player says to the end that each turn has. */
export interface Turns {
  /** Stores the turn, then answers with it; it runs by itself. A turn id known already is answered and not run again. */
  accept(say: Say, from: Source): Promise<Turn>;
  /** Resolves when the turn has ended. @throws {RelayError} `unknown_turn` */
  ended(turn: string): Promise<Turn>;
  hush(universe: string, message: Hush): Promise<void>;
  /** @throws {RelayError} `unknown_act` */
  settle(universe: string, message: Result): Promise<void>;
  leave(universe: string, message: Leave): Promise<void>;
  /** Forgets a player everywhere: writes it down, then answers with what carries it out. */
  erase(universe: string, player: PlayerId): Promise<() => Promise<Receipt | undefined>>;
  endIdleTalks(): Promise<void>;
  /** What the mind could not forget when its talk ended. */
  forgetTheEnded(): Promise<void>;
  /** Gives up what the mind has kept of talks since before then, in milliseconds since 1970. */
  forgetOldThreads(before: number): Promise<void>;
  /** Those that whoever asked for them has stopped waiting for. */
  finishErasures(): Promise<void>;
  /** Turns that a mind answers, and those that wait behind them or for a place. */
  counts: { live: () => number; waiting: () => number };
  /** Ends turns that are stored and that nobody has in hand. */
  endForgotten(): Promise<void>;
  /** Brings to an end what a relay before this one left open. */
  recover(): Promise<void>;
  /** Waits for what is under way, `ms`, and ends the rest as interrupted; what does not end by then either is left to the next start. */
  drain(ms: number): Promise<void>;
}

export function createTurns(needs: TurnNeeds): Turns {
  const inOrder = createOneByOne();
  const context: TurnContext = {
    ...needs,
    guardLeaks: openLeakGuard(),
    thoughtHabits: thoughtHabits(),
    queue: createKeyedQueue(),
    acts: createPendingActs(),
    sent: createSentTurns(),
    places: createPlacesByShard(() => widthOf(needs.mind.name(), needs.isRehearsal)),
    forgetting: new Map(),
    live: new Map(),
  };
  const watch = watchOthers(context);
  return {
    accept: (say, from) => acceptSay(context, say, from, inOrder),
    ended: (turn) => endOf(context, turn),
    hush: (universe, message) => hush(context, universe, message.turn),
    settle: (universe, message) => settle(context, universe, message),
    leave: (universe, message) => endTalk(context, universe, message),
    erase: (universe, player) => erase(context, universe, player),
    counts: {
      live: () => Math.max(0, context.queue.busy() - context.places.waiting()),
      // A talk that is being forgotten is busy too.
      waiting: () => Math.max(0, context.live.size - context.queue.busy() + context.places.waiting()),
    },
    endIdleTalks: () => endIdleTalks(context),
    forgetTheEnded: () => forgetTheEnded(context),
    forgetOldThreads: (before) => forgetOldThreads(context, before),
    finishErasures: () => eraseThePending(context, now() - ASKED_FOR_MS),
    recover: () => recover(context),
    endForgotten: () => endForgotten(context),
    drain: (ms) => {
      watch.stop();
      return drain(context, ms);
    },
  };
}

/** So long somebody may still wait for an erasure, who is then told of it. */
const ASKED_FOR_MS = 120_000;

/** Where another relay has it in hand, or has taken it, the store tells of its end. */
async function endOf(context: TurnContext, id: string): Promise<Turn> {
  const known = (await context.live.get(id.toLowerCase())?.ended) ?? (await findTurn(context.db, id));
  if (known === undefined) throw unknownTurn();
  if (known.endedAt !== null || known.fence === null) return known;
  const found: { turn?: Turn | undefined } = {};
  await untilEnded(
    fellowsOf(context.db),
    known.conversation,
    async () => {
      found.turn = await findTurn(context.db, id);
      return found.turn?.endedAt !== null;
    },
    context.closing,
  );
  // Another relay ends it, and is asked for it then.
  if (context.closing.aborted && (found.turn ?? known).endedAt === null)
    throw new RelayError("not_ready", "The relay is stopping.", 5);
  if (found.turn === undefined) throw unknownTurn();
  return found.turn;
}

const unknownTurn = (): RelayError => new RelayError("unknown_turn", "No turn has this id.");

async function drain(context: TurnContext, ms: number): Promise<void> {
  const late = setTimeout(() => hushAll(context, "interrupted"), ms);
  const given = new AbortController();
  await Promise.race([context.queue.idle(), sleep(ms + WIND_DOWN_MS, undefined, { signal: given.signal })]);
  given.abort();
  clearTimeout(late);
}

const WIND_DOWN_MS = 10_000;
