import { hash, randomBytes } from "node:crypto";
import type { Say } from "../../game/townsfolk/wire/contract.ts";

/** What the newest turns were when they were sent, so that one that is only sent again is known without screening it again. */
export interface SentTurns {
  note(universe: string, say: Say): void;
  isSame(universe: string, say: Say): boolean;
}

/** A place server sends again within seconds. */
const KEPT = 20_000;

export function createSentTurns(): SentTurns {
  // Of nobody's words is anything kept: what is without this secret tells nothing. No HMAC, which costs five times as much:
  // nobody is shown a mark, so nobody can lengthen what it is of.
  const secret = randomBytes(32).toString("base64");
  const markOf = (universe: string, { npc, player, text }: Say): string =>
    hash("sha256", secret + JSON.stringify([universe, npc, player, text]), "base64");
  /** By turn id in small letters, the newest at the end. */
  const marks = new Map<string, string>();
  return {
    note: (universe, say) => {
      marks.set(say.turn.toLowerCase(), markOf(universe, say));
      const [oldest] = marks.size > KEPT ? marks.keys() : [];
      if (oldest !== undefined) marks.delete(oldest);
    },
    isSame: (universe, say) => {
      const mark = marks.get(say.turn.toLowerCase());
      return mark !== undefined && mark === markOf(universe, say);
    },
  };
}
