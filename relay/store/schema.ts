import type { FailReason } from "../../game/townsfolk/wire/contract.ts";

/** Times are milliseconds since 1970. `player` is always the pseudonym; only `players` knows whose it is. */
export interface Schema {
  /** A pseudonym belongs to one universe, so that nothing under it is ever another universe's. `userId`: as `isPlayerId` says. */
  players: { universe: string; userId: string; pseudonym: string };
  /** `endedAt` is set from the talk's end until everything of it is forgotten, when the row goes too. */
  conversations: {
    id: string;
    npc: string;
    player: string;
    openedAt: number;
    lastAt: number;
    endedAt: number | null;
    /** Who brought the talk that is open in it, for the limits: a key's id and, as in `turns`, a place server. null: none is. */
    key: string | null;
    server: string | null;
  };
  turns: {
    id: string;
    conversation: string;
    npc: string;
    universe: string;
    player: string;
    /** The place server whose events tell of it; null for `/v1/talk`. */
    server: string | null;
    status: TurnStatus;
    locale: string | null;
    /** What the safety guard saw in it: a crisis, or something that must not go on. Its words are not stored then. */
    screened: Screened | null;
    /** null once the talk is forgotten. */
    text: string | null;
    reply: string | null;
    /** JSON of `Act[]`. */
    acts: string;
    /** The hash of the declared acts that it is played with; null: those of the cast's folder. */
    actSet: string | null;
    /** JSON of `Say.offered`; null: all of them. */
    offered: string | null;
    /** `Say.scene`, until the turn has ended. */
    scene: string | null;
    mind: string | null;
    reason: FailReason | null;
    /** Tokens that the model read and wrote, and their price. */
    tokensIn: number;
    tokensOut: number;
    usd: number;
    acceptedAt: number;
    firstBeatAt: number | null;
    endedAt: number | null;
    /** Which relay has it in hand, and under which of its registrations; null: the only one that there can be. */
    holder: string | null;
    fence: number | null;
    /** How many things its place server was told of it; null: none, or nobody counts them, as in SQLite. */
    told: number | null;
  };
  /**
   * The relays on this store. `fence` grows with every registration; `until`, by the database's clock: when others may take the
   * relay for dead. SQLite has none.
   */
  relays: { id: string; fence: number; until: number };
  /** What one relay is to be told by another: JSON of `RelayMessage`. */
  relayMessages: { id: string; relay: string; body: string; at: number };
  /** Threads to be forgotten on the own Letta of the relay of this name, which was away when they were. */
  leftBehind: { thread: string; relay: string; conversation: string; player: string };
  /** `seq` is the number of the server's newest event; `id` is `<universe>/<place server>`. */
  servers: { id: string; seq: number; seenAt: number };
  /** JSON of `TurnEvent`, until the place server has acknowledged it. */
  events: { server: string; seq: number; turn: string; body: string; at: number };
  /** What an NPC knows of a player. */
  memories: { npc: string; player: string; human: string; version: number };
  /**
   * A persona or world that was written over the sheet's. It holds as long as the sheet still says what it said then
   * (`sheetHash`): whoever edits the file later wins.
   */
  blocks: { npc: string; label: "persona" | "world"; value: string; sheetHash: string; version: number };
  /** By day (UTC, `2026-11-24`), NPC and model. */
  usage: {
    day: string;
    npc: string;
    model: string;
    calls: number;
    input: number;
    cached: number;
    output: number;
    usd: number;
  };
  /** Keys of universes; `hash` is of the key's secret part. */
  keys: {
    id: string;
    universe: string;
    hash: string;
    createdAt: number;
    revokedAt: number | null;
    usedAt: number | null;
  };
  /** `pseudonym` is there until the erasure is done; then the row is its receipt. */
  erasures: { id: string; universe: string; pseudonym: string | null; requestedAt: number; doneAt: number | null };
  /** Of Roblox's webhook, so that none is taken twice; `mark` tells one that is only sent again. */
  notifications: { id: string; at: number; mark: string | null };
  /** What a universe's game declares, as it was sent. */
  actSets: { universe: string; hash: string; body: string; usedAt: number };
  /** What a place server told its NPCs. `npcs`: JSON of their ids; null: all of them. */
  news: { server: string; id: string; text: string; npcs: string | null; toldAt: number; until: number };
  settings: { name: string; value: string };
  agents: { mind: string; npc: string; agent: string; sheetHash: string };
  /** `since`: what was said before then the mind has not heard there. */
  threads: { mind: string; conversation: string; agent: string; thread: string; since: number };
}

export type Screened = "self-harm" | "abuse" | "medical" | "refused";

/** `accepted`: stored, not begun. */
export type TurnStatus = "accepted" | "running" | "done" | "failed";
