import type { Say } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import type { Screened } from "../store/schema.ts";
import type { NewTurn, Turn } from "../store/turns.ts";

/** As it is stored first. */
export const newTurn = (say: Say, { universe, server }: Source, stored: Stored): NewTurn => ({
  id: say.turn,
  npc: say.npc,
  universe,
  server,
  locale: say.locale ?? null,
  status: "accepted",
  reply: null,
  acts: "[]",
  scene: say.scene ?? null,
  offered: say.offered === undefined ? null : JSON.stringify(say.offered),
  mind: null,
  reason: null,
  tokensIn: 0,
  tokensOut: 0,
  usd: 0,
  firstBeatAt: null,
  endedAt: null,
  told: null,
  ...stored,
});

/** @throws {RelayError} `turn_conflict` */
export function sameOrConflict(known: Turn, { npc, player, text }: Pick<Turn, "npc" | "player" | "text">): Turn {
  // The words of a talk that is over are forgotten, and those that the guard took are not kept, so they cannot be compared.
  const isAsSaid = known.text === null || known.screened !== null || known.text === text;
  const same = known.npc === npc && known.player === player && isAsSaid;
  if (same) return known;
  throw new RelayError("turn_conflict", "This turn id was used for something else.");
}

/** Where a turn comes from. */
export interface Source {
  key: string;
  universe: string;
  /** `<universe>/<place server>`, if there is one. */
  server: string | null;
  /** The hash of the acts that the game has named, and that are known. */
  acts?: string | undefined;
  /** The id of the HTTP request, for the log. */
  request: string;
}

/** A turn, and whether it was stored just now. */
export interface Accepted {
  turn: Turn;
  isNew: boolean;
}

interface Stored extends Pick<Turn, "conversation" | "player" | "text" | "actSet" | "acceptedAt"> {
  screened: Screened | null;
}
