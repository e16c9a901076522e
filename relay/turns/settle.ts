import { randomUUID } from "node:crypto";
import type { Result } from "../../game/townsfolk/wire/contract.ts";
import { fellowsOf } from "../store/fellows.ts";
import { holderOf } from "../store/relays.ts";
import { unknownAct } from "./pending-acts.ts";
import type { TurnContext } from "./turn-context.ts";

/** Of an act whose result is awaited. It begins with the number of the registration, so that any relay knows whose it is. */
export function actId(fence: number | null): string {
  const id = randomUUID();
  return fence === null ? id : `${(fence % 2 ** 32).toString(16).padStart(8, "0")}${id.slice(8)}`;
}

/** Gives the result of an act to the turn that waits for it, at whichever relay. @throws {RelayError} `unknown_act` */
export async function settle(context: TurnContext, universe: string, result: Result): Promise<void> {
  const { acts, db } = context;
  if (acts.isPending(universe, result.act)) return acts.settle(universe, result);
  const fellows = fellowsOf(db);
  const holder = fellows.hasOthers() ? await holderOf(db, parseInt(result.act.slice(0, 8), 16)) : undefined;
  if (holder === undefined || holder === fellows.id) throw unknownAct();
  const { act, ok, note } = result;
  await fellows.send(holder, { kind: "result", universe, act, ok, ...(note !== undefined && { note }) });
}
