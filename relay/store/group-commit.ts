import { performance } from "node:perf_hooks";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";

/**
 * Commits what many write within one turn of the event loop together: a commit costs SQLite more than the statements before it.
 * Nobody hears of what they wrote, or read of others' writing, before it is committed.
 */
export interface GroupCommit {
  /** Whether something is written that is not committed yet. */
  isOpen(): boolean;
  /** Begins a group, unless one is open. @throws what SQLite does; of code 5 where another process writes. */
  open(): void;
  /** Resolves when what is open now is committed. @throws what SQLite does where it is not: then none of it is in the store. */
  committed(): Promise<void>;
  /** Ends the group: SQLite has given its transaction up with this error. */
  lost(error: unknown): void;
  /** Commits at once; for who has the connection for themselves. Its error is `committed`'s. */
  commit(): void;
}

interface Around {
  /** Does it when nobody is in the middle of a transaction of their own. */
  alone: (work: () => void) => Promise<void>;
  onFailed: (error: unknown) => void;
  /** How long a commit took, in milliseconds. */
  onUsed: (ms: number) => void;
}

export function createGroupCommit(db: DatabaseSync, { alone, onFailed, onUsed }: Around): GroupCommit {
  const beginIt = db.prepare("begin immediate");
  const commitIt = db.prepare("commit");
  let group: PromiseWithResolvers<void> | undefined;

  const end = (error?: unknown): void => {
    const ended = group;
    group = undefined;
    if (error === undefined) ended?.resolve();
    else ended?.reject(error);
  };
  const commit = (): void => {
    if (group === undefined) return;
    const began = performance.now();
    try {
      commitIt.run();
      end();
    } catch (error) {
      onFailed(error);
      if (db.isTransaction) db.exec("rollback");
      end(error);
    }
    onUsed(performance.now() - began);
  };
  const commitSoon = async (mine: PromiseWithResolvers<void>): Promise<void> => {
    await setImmediate();
    await alone(() => {
      if (group === mine) commit();
    });
  };
  return {
    isOpen: () => group !== undefined,
    open: () => {
      if (group !== undefined) return;
      // From the start for writing: whoever begins to read and then writes cannot wait for a lock.
      beginIt.run();
      group = Promise.withResolvers();
      // Whoever wrote hears of it; where nobody did there is nothing to lose.
      group.promise.catch(() => undefined);
      void commitSoon(group);
    },
    committed: () => group?.promise ?? Promise.resolve(),
    lost: end,
    commit,
  };
}
