import { closeSync, existsSync, fstatSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";

/** The files of an open store: somebody may take them away while it runs, and SQLite would write on into nothing. */
export interface WatchedFiles {
  /** Whether they are no longer where they were. */
  areGone(): boolean;
  /** Puts all that the store holds back where it was, or beside what is there now; answers with where. */
  rescue(): string;
  /** When the store is closed, and not before: who closes a file gives back all locks that the process has on it. */
  stop(): void;
}

const LOOK_EVERY_MS = 1_000;

/** `onGone` is called once. */
export function watchFiles(file: string, db: DatabaseSync, onGone: () => void): WatchedFiles {
  const ours = openSync(file, "r");
  // Both anew each time: some file systems number a file differently from one look to the next.
  const isSame = (): boolean => statSync(file, { throwIfNoEntry: false })?.ino === fstatSync(ours).ino;
  let areGone = false;
  const look = (): void => {
    if (areGone || isSame()) return;
    areGone = true;
    clearInterval(looking);
    onGone();
  };
  const looking = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    areGone: () => {
      look();
      return areGone;
    },
    rescue: () => {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const where = existsSync(file) ? `${file}.rescued-${Date.now()}` : file;
      db.prepare("VACUUM INTO ?").run(where);
      return where;
    },
    stop: () => {
      clearInterval(looking);
      closeSync(ours);
    },
  };
}
