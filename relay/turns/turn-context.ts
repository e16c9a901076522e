import type { Act } from "../../game/townsfolk/wire/contract.ts";
import type { Cast } from "../cast/cast.ts";
import type { KeyedQueue } from "../lib/keyed-queue.ts";
import type { BudgetShares } from "../limits/budget-shares.ts";
import type { OpenTalks } from "../limits/open-talks.ts";
import type { Limits } from "../limits/rate-limits.ts";
import type { OpenMind } from "../minds/choose.ts";
import type { Deadlines } from "../minds/settings.ts";
import type { Meter, TurnCost } from "../models/client/meter.ts";
import type { Gateway } from "../models/gateway/gateway.ts";
import type { Moderator } from "../models/moderation/moderator.ts";
import type { Logger } from "../observe/logger.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Phrasebook } from "../safety/phrasebook.ts";
import type { ThoughtHabits } from "../speech/thought-habits.ts";
import type { Database, Store } from "../store/store.ts";
import type { StoreWatch } from "../store/store-watch.ts";
import type { Turn } from "../store/turns.ts";
import type { ActSets } from "./act-sets.ts";
import type { Feed } from "./feed.ts";
import type { GuardLeaks } from "./leak-guard.ts";
import type { PendingActs } from "./pending-acts.ts";
import type { PlacesByShard } from "./places-by-shard.ts";
import type { SentTurns } from "./sent-turns.ts";

/** What turns need of the rest of the relay. */
export interface TurnNeeds {
  db: Database;
  cast: Cast;
  mind: OpenMind;
  deadlines: Deadlines;
  feed: Feed;
  actSets: ActSets;
  log: Logger;
  meter: Meter;
  gateway: Pick<Gateway, "isSpentFor" | "rehearse">;
  /** Whether no model is set up, and the scripted one speaks for all. */
  isRehearsal: boolean;
  limits: Limits;
  talks: OpenTalks;
  moderator: Moderator;
  phrasebook: Phrasebook;
  purge: Store["purge"];
  shares: BudgetShares;
  storeWatch: StoreWatch;
  /** Aborts when the relay begins to stop. */
  closing: AbortSignal;
  /** Whether the log may hold what is said. */
  logText: boolean;
  metrics: Metrics;
}

/** What every step of a turn needs. */
export interface TurnContext extends TurnNeeds {
  guardLeaks: GuardLeaks;
  thoughtHabits: ThoughtHabits;
  queue: KeyedQueue;
  acts: PendingActs;
  sent: SentTurns;
  places: PlacesByShard;
  /** What the mind is just forgetting, by conversation. */
  forgetting: Map<string, Promise<void>>;
  /** By turn id in small letters: accepted by this process and not ended yet. `ended`: as it has, unless that could not be stored. */
  live: Map<string, Pick<LiveTurn, "turn" | "abort"> & { ended: Promise<Turn | undefined> }>;
}

/** A turn that this process has taken in hand. */
export interface LiveTurn {
  context: TurnContext;
  turn: Turn;
  /** The id of the HTTP request that brought it; absent where a relay before this one took it. */
  request?: string;
  /** Aborted with a `FailReason`. */
  abort: AbortController;
  progress: Progress;
  /** What its models came to, once that is told. */
  cost?: TurnCost;
  /** Resolves when the mind and the guard do nothing more for it; it never rejects. */
  settled: Promise<void>;
  /** Aborts when nothing more of the answer is wanted, whether or not it had an end; with `abort`, and by itself. */
  enough: AbortController;
  /** Resolves when the sentences that were heard so far are told, or nothing more is; it never rejects. */
  told: Promise<void>;
  /** Resolves when all of it so far is told, or cannot be; it never rejects. */
  telling: Promise<void>;
  /** Resolves when the guard has judged what the player said, or the turn is aborted; it never rejects. */
  cleared: Promise<void>;
}

/** What of a turn has come so far. */
export interface Progress {
  beats: string[];
  /** Sentences of the answer, those included that are being judged. */
  heard: number;
  acts: Act[];
  /** What a mind keeps of an answer that was told. */
  keep?: (() => void) | undefined;
  /** The budget is spent, and the scripted model has taken its model's place. */
  isStandIn: boolean;
  /** How many things its place server was told of it. */
  told: number;
  firstBeatAt: number | null;
  /** Who answers. */
  mind: string;
  /** The answer has ended or was cut: the NPC does nothing more, whatever its model still calls for. */
  isOver: boolean;
}
