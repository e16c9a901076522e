import { setTimeout as sleep } from "node:timers/promises";
import { REHEARSAL } from "../models/gateway/gateway.ts";
import { now } from "../observe/clock.ts";
import { isFenced } from "../store/fellows.ts";
import { isBroken } from "../store/sqlite-errors.ts";
import { beginTurn, type Turn } from "../store/turns.ts";
import { Cut, Diversion, NotYet } from "./cut.ts";
import type { LiveTurn } from "./turn-context.ts";

/**
 * Takes a turn up, if what the player said may go to a mind.
 * @throws {NotYet} where another relay has an earlier one of the conversation, or nobody knows. @throws {Cut} where the budget is spent.
 * @throws {Diversion} where it must not go on.
 */
export async function admit({ context, turn, progress, abort }: LiveTurn): Promise<void> {
  progress.mind = context.mind.name();
  if (!(await beginTurn(context.db, turn).catch((error: unknown) => later(turn, error, abort.signal))))
    throw new NotYet("an earlier turn has not ended, or the store is away");
  const sheet = context.cast.get(turn.npc);
  if (context.gateway.isSpentFor(sheet)) throw new Cut("over_budget");
  const { id, universe } = turn;
  const isFree = context.isRehearsal || sheet.model === REHEARSAL;
  if (!(await context.shares.begin({ id, universe, isFree }, sheet))) {
    if (sheet.overBudget === "fallback") throw new Cut("over_budget");
    context.gateway.rehearse(turn.id, true);
    progress.isStandIn = true;
  }
  // What needs no network was judged before the turn was stored.
  if (turn.screened !== null) throw new Diversion(turn.screened);
}

/** A store that is away for a moment tells nobody which turn is the first. */
async function later({ acceptedAt }: Turn, error: unknown, signal: AbortSignal): Promise<false> {
  if (isFenced(error) || isBroken(error) || now() - acceptedAt > PATIENCE_MS) throw error;
  await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  return false;
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;
