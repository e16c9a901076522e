import { randomUUID } from "node:crypto";
import type { Say } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import type { OneByOne } from "../lib/one-by-one.ts";
import { IDLE_MS } from "../limits/open-talks.ts";
import { now } from "../observe/clock.ts";
import { fellowsOf } from "../store/fellows.ts";
import type { Accepting } from "../store/postgres/accepting.ts";
import type { Known } from "../store/postgres/look-up.ts";
import { type Accepted, newTurn, sameOrConflict, type Source } from "./new-turn.ts";
import { screen } from "./screen.ts";
import type { TurnContext } from "./turn-context.ts";

/**
 * Accepts a turn beside others of this relay and of others on the same store. Each step takes what came at the same time
 * together. What one player says to one NPC goes through them one by one, since the steps of two may overtake each other.
 */
export const acceptAmongMany = (context: TurnContext, say: Say, from: Source, ways: Ways): Promise<Accepted> =>
  ways.inOrder(`talk ${JSON.stringify([from.universe, say.npc, String(say.player)])}`, () =>
    // Also where it is another player's.
    ways.inOrder(`turn ${say.turn.toLowerCase()}`, () => accept(context, say, from, ways)),
  );

interface Ways {
  accepting: Accepting;
  inOrder: OneByOne;
}

async function accept(context: TurnContext, say: Say, from: Source, { accepting, inOrder }: Ways): Promise<Accepted> {
  const { universe } = from;
  for (let tries = 1; tries <= TRIES; tries++) {
    const sought = { universe, userId: String(say.player), npc: say.npc, turn: say.turn };
    const known = await accepting.lookUp(sought);
    const stored = known.isKnown ? await accepting.find(say.turn) : undefined;
    if (stored !== undefined && context.sent.isSame(universe, say)) return { turn: stored, isNew: false };
    await context.limits.takeTurn({ ...from, npc: say.npc, player: known.player });
    // After the limits, because it is what costs most; and no key's words hold another's up.
    const accepted = await inOrder(from.key, async (over): Promise<Accepted | "again"> => {
      const { screened, text } = screen(say.text);
      if (stored !== undefined) {
        const turn = sameOrConflict(stored, { npc: say.npc, player: known.player, text });
        context.sent.note(universe, say);
        return { turn, isNew: false };
      }
      const storing = store(context, say, from, { accepting, known, screened, text });
      over();
      return storing;
    });
    if (accepted !== "again") return accepted;
  }
  throw new RelayError("not_ready", "The player is being forgotten. Send the same again.", 1);
}

/** Erased, or brought by another relay, at the very moment: there is no third time. */
const TRIES = 5;

async function store(
  context: TurnContext,
  say: Say,
  from: Source,
  { accepting, known, ...screened }: { accepting: Accepting; known: Known } & ReturnType<typeof screen>,
): Promise<Accepted | "again"> {
  const { player, isNew, isOpen } = known;
  const actSet = from.acts ?? (await context.actSets.newest(from.universe, context.db));
  // Of these the store takes what is open and what is later.
  const opening = { conversation: randomUUID(), acceptedAt: now() };
  const turn = newTurn(say, from, { player, actSet, ...opening, ...screened });
  const { key } = from;
  const offered = { turn, key, userId: String(say.player), isNew, isOpen };
  const outcome = await accepting.store(offered, context.talks.most, IDLE_MS).catch((error: unknown) => {
    // It may be sent again to another relay, which leaves it to this one.
    fellowsOf(context.db).events.emit("unsure");
    throw error;
  });
  if (outcome === "again") return outcome;
  if ("full" in outcome) throw context.talks.refuse(outcome.full);
  context.sent.note(from.universe, say);
  context.talks.note({ key, server: from.server, npc: say.npc, player });
  return { turn: outcome.turn, isNew: true };
}
