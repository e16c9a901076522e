import { randomBytes } from "node:crypto";
import { inBatches } from "./in-batches.ts";
import type { QuickPool } from "./quick-pool.ts";

export interface Sought {
  universe: string;
  userId: string;
  npc: string;
  turn: string;
}

/** What the store knows before a turn is accepted. */
export interface Known {
  /** The pseudonym; where the player is not in the store yet, the one under which they may be. */
  player: string;
  isNew: boolean;
  /** Whether there is a turn of this id. */
  isKnown: boolean;
  /** Whether a talk of this player with this NPC is open. */
  isOpen: boolean;
}

/**
 * Looks up what many ask for at the same time by one statement. It reads what may not be on the disk yet. `used`: pseudonyms that
 * were in the store once, and that nobody new is given.
 */
export function createLookUp(
  { say }: Pick<QuickPool, "say">,
  used: ReadonlySet<string>,
): (sought: Sought) => Promise<Known> {
  /** One name for all turns of a new player, until they are in the store. */
  const named = new Map<string, string>();
  const nameFor = ({ universe, userId }: Sought): string => {
    const player = JSON.stringify([universe, userId]);
    const before = named.get(player);
    if (before !== undefined && !used.has(before)) return before;
    const name = `p-${randomBytes(9).toString("base64url")}`;
    named.set(player, name);
    const [oldest] = named.size > MOST_NAMED ? named.keys() : [];
    if (oldest !== undefined) named.delete(oldest);
    return name;
  };
  return inBatches(async (batch) => {
    const rows = await say<Found>("look-up", LOOK_UP, [
      batch.map(({ universe }) => universe),
      batch.map(({ userId }) => userId),
      batch.map(({ npc }) => npc),
      batch.map(({ turn }) => turn.toLowerCase()),
    ]);
    return batch.map((sought, at) => {
      const { pseudonym = null, isKnown = false, isOpen = false } = rows[at] ?? {};
      if (pseudonym !== null) named.delete(JSON.stringify([sought.universe, sought.userId]));
      return { player: pseudonym ?? nameFor(sought), isNew: pseudonym === null, isKnown, isOpen };
    });
  });
}

interface Found {
  pseudonym: string | null;
  isKnown: boolean;
  isOpen: boolean;
}

const MOST_NAMED = 10_000;

const LOOK_UP = `
select pseudonym,
  exists (select from turns where lower(turns.id) = turn) as "isKnown",
  exists (select from conversations as c
    where c.npc = given.npc and c.player = pseudonym and c."endedAt" is null and c.key is not null) as "isOpen"
from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as given(universe, "userId", npc, turn, nth)
left join players using (universe, "userId")
order by nth`;
