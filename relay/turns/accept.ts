import type { Say } from "../../game/townsfolk/wire/contract.ts";
import type { OneByOne } from "../lib/one-by-one.ts";
import { now } from "../observe/clock.ts";
import { openConversation } from "../store/conversations.ts";
import { pseudonymOf } from "../store/players.ts";
import { acceptingOf } from "../store/postgres/accepting.ts";
import type { Database } from "../store/store.ts";
import { findTurn, insertTurn, newestTurnAt, type Turn } from "../store/turns.ts";
import { acceptAmongMany } from "./accept-among-many.ts";
import { startTurn } from "./live-turn.ts";
import { type Accepted, newTurn, sameOrConflict, type Source } from "./new-turn.ts";
import { screen } from "./screen.ts";
import type { TurnContext } from "./turn-context.ts";

/**
 * Stores a turn before it is acknowledged, and sets it going. `inOrder`: by key.
 * @throws {RelayError} `unknown_npc`; `rate_limited`; `turn_conflict` where the id belongs to something else that was said.
 */
export async function acceptSay(context: TurnContext, say: Say, from: Source, inOrder: OneByOne): Promise<Turn> {
  const { id: npc } = context.cast.get(say.npc);
  const accepting = acceptingOf(context.db);
  const { turn, isNew } =
    accepting === undefined
      ? await inOrder(from.key, (written) => acceptAlone(context, { ...say, npc }, from, written))
      : await acceptAmongMany(context, { ...say, npc }, from, { accepting, inOrder });
  if (isNew) startTurn(context, turn, from.request);
  return turn;
}

/** Where no other relay is on the store. `written`: called when only its commit is waited for. */
async function acceptAlone(context: TurnContext, say: Say, from: Source, written: () => void): Promise<Accepted> {
  const { npc } = say;
  let unseat = (): void => undefined;
  const store = async (tx: Database): Promise<Accepted> => {
    const player = await pseudonymOf(tx, from.universe, say.player);
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
    const actSet = from.acts ?? (await context.actSets.newest(from.universe, tx));
    // Turns are in the order of their times, also where the clock was set back between two starts.
    const acceptedAt = Math.max(now(), (await newestTurnAt(tx, conversation)) + 1);
    const stored = { conversation, player, screened, text, actSet, acceptedAt };
    const turn = await insertTurn(tx, newTurn(say, from, stored));
    // Before the commit, since the same may come again beside it; without its row the mark says nothing.
    context.sent.note(from.universe, say);
    return { turn, isNew: true };
  };
  const storing = context.db.transaction().execute((tx) => store(tx).finally(written));
  return storing.catch((error: unknown) => {
    unseat();
    throw error;
  });
}
