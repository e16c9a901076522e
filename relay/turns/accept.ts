import type { Say } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import { openConversation } from "../store/conversations.ts";
import { lockFor } from "../store/lock-for.ts";
import { pseudonymOf } from "../store/players.ts";
import type { Database } from "../store/store.ts";
import { findTurn, insertTurn, newestTurnAt, type Turn } from "../store/turns.ts";
import { isLeftLying, startTurn } from "./live-turn.ts";
import { screen } from "./screen.ts";
import type { TurnContext } from "./turn-context.ts";

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

/**
 * Stores a turn before it is acknowledged, and sets it going. `written`: called when only its commit is waited for.
 * @throws {RelayError} `unknown_npc`; `rate_limited`; `turn_conflict` where the id belongs to something else that was said.
 */
export async function acceptSay(context: TurnContext, say: Say, from: Source, written: () => void): Promise<Turn> {
  const { id: npc } = context.cast.get(say.npc);
  const { server } = from;
  let unseat = (): void => undefined;
  const store = async (tx: Database): Promise<{ turn: Turn; isNew: boolean }> => {
    const player = await pseudonymOf(tx, from.universe, say.player);
    await lockFor(tx, `turn ${say.turn.toLowerCase()}`);
    const known = await findTurn(tx, say.turn);
    if (known !== undefined && context.sent.isSame(from.universe, say)) return { turn: known, isNew: false };
    unseat = known === undefined ? context.talks.enter({ ...from, npc, player }) : unseat;
    await context.limits.takeTurn({ ...from, npc, player });
    // After the limits, because it is what costs most.
    const { screened, text } = screen(say.text);
    if (known !== undefined) {
      const turn = sameOrConflict(known, { npc, player, text });
      context.sent.note(from.universe, say);
      return { turn, isNew: false };
    }
    const conversation = await openConversation(tx, { ...from, npc, player });
    const stored = await insertTurn(tx, {
      id: say.turn,
      conversation,
      npc,
      universe: from.universe,
      player,
      server,
      locale: say.locale ?? null,
      screened,
      status: "accepted",
      text,
      reply: null,
      acts: "[]",
      actSet: from.acts ?? (await context.actSets.newest(from.universe, tx)),
      scene: say.scene ?? null,
      offered: say.offered === undefined ? null : JSON.stringify(say.offered),
      mind: null,
      reason: null,
      tokensIn: 0,
      tokensOut: 0,
      usd: 0,
      // Turns are in the order of their times, also where the clock was set back between two starts.
      acceptedAt: Math.max(now(), (await newestTurnAt(tx, conversation)) + 1),
      firstBeatAt: null,
      endedAt: null,
    });
    // Before the commit, since the same may come again beside it; without its row the mark says nothing.
    context.sent.note(from.universe, say);
    return { turn: stored, isNew: true };
  };
  const storing = context.db.transaction().execute((tx) => store(tx).finally(written));
  const { turn, isNew } = await storing.catch((error: unknown) => {
    unseat();
    throw error;
  });
  if (isNew || isLeftLying(context, turn)) startTurn(context, turn, from.request);
  return turn;
}

function sameOrConflict(known: Turn, { npc, player, text }: Pick<Turn, "npc" | "player" | "text">): Turn {
  // The words of a talk that is over are forgotten, so they cannot be compared.
  const same = known.npc === npc && known.player === player && (known.text === null || known.text === text);
  if (same) return known;
  throw new RelayError("turn_conflict", "This turn id was used for something else.");
}
