import { LIMITS, type Result } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";

/** Acts under way in the game, until their results come. */
export interface PendingActs {
  /** Waits for the game's result, for `LIMITS.actSeconds`, and puts it in words for the model. */
  begin(universe: string, act: string): Promise<string>;
  isPending(universe: string, act: string): boolean;
  /** @throws {RelayError} `unknown_act` */
  settle(universe: string, result: Result): void;
}

export function createPendingActs(): PendingActs {
  const pending = new Map<string, { universe: string; settle: (outcome: string) => void }>();
  return {
    begin: (universe, act) =>
      new Promise((resolve) => {
        const settle = (outcome: string): void => {
          clearTimeout(late);
          pending.delete(act);
          resolve(outcome);
        };
        const late = setTimeout(() => settle("It is not clear whether that worked."), LIMITS.actSeconds * 1000);
        pending.set(act, { universe, settle });
      }),
    isPending: (universe, act) => pending.get(act.toLowerCase())?.universe === universe,
    settle: (universe, { act, ok, note }) => {
      const waiting = pending.get(act.toLowerCase());
      if (waiting?.universe !== universe) throw unknownAct();
      waiting.settle(`${ok ? "Done." : "That did not work."}${note === undefined ? "" : ` ${note}`}`);
    },
  };
}

export const unknownAct = (): RelayError => new RelayError("unknown_act", "No act of this id is waiting for a result.");
