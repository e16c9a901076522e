import { LIMITS, type Result } from "../../game/src/shared/contract.ts";
import { RelayError } from "../errors.ts";

/** Acts under way in the game, until their results come. */
export interface PendingActs {
  /** Waits for the game's result, for `LIMITS.actSeconds`, and puts it in words for the model. */
  begin(act: string): Promise<string>;
  /** @throws {RelayError} `unknown_act` */
  settle(result: Result): void;
}

export function createPendingActs(): PendingActs {
  const pending = new Map<string, (outcome: string) => void>();
  return {
    begin: (act) =>
      new Promise((resolve) => {
        const settle = (outcome: string): void => {
          clearTimeout(late);
          pending.delete(act);
          resolve(outcome);
        };
        const late = setTimeout(() => settle("It is not clear whether that worked."), LIMITS.actSeconds * 1000);
        pending.set(act, settle);
      }),
    settle: ({ act, ok, note }) => {
      const settle = pending.get(act);
      if (!settle) throw new RelayError("unknown_act", "No act of this id is waiting for a result.");
      settle(`${ok ? "Done." : "That did not work."}${note === undefined ? "" : ` ${note}`}`);
    },
  };
}
