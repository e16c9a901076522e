import { REHEARSAL } from "../models/gateway/gateway.ts";
import { beginTurn } from "../store/turns.ts";
import { Cut, Diversion, NotYet } from "./cut.ts";
import type { LiveTurn } from "./turn-context.ts";

/**
 * Takes a turn up, if what the player said may go to a mind.
 * @throws {NotYet} where another relay has an earlier one of the conversation. @throws {Cut} where the budget is spent.
 * @throws {Diversion} where it must not go on.
 */
export async function admit({ context, turn, progress }: LiveTurn): Promise<void> {
  progress.mind = context.mind.name();
  if (!(await beginTurn(context.db, turn))) throw new NotYet("an earlier turn has not ended");
  const sheet = context.cast.get(turn.npc);
  if (context.gateway.isSpentFor(sheet)) throw new Cut("over_budget");
  const { id, universe } = turn;
  const isFree = context.isRehearsal || sheet.model === REHEARSAL;
  if (!(await context.shares.begin({ id, universe, isFree }, sheet))) {
    if (sheet.overBudget === "fallback") throw new Cut("over_budget");
    context.gateway.rehearse(turn.id, true);
  }
  // What needs no network was judged before the turn was stored.
  if (turn.screened !== null) throw new Diversion(turn.screened);
}
