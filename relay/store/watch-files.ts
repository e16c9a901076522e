import { closeSync, existsSync, fstatSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

/** The files of an open store: somebody may take them away while it runs, and SQLite would write on into nothing. */
export interface WatchedFiles {
  /** Whether they are no longer where they were. */
  areGone(): boolean;
  /**
   * Puts all that the store holds back where it was, or beside what is there now, or where that cannot be written, into a folder
   * for temporary files; answers with where. @throws what the last of them threw.
   */
  rescue(): string;
  /** When the store is closed, and not before: who closes a file gives back all locks that the process has on it. */
  stop(): void;
}

const LOOK_EVERY_MS = 1_000;

/** `onGone` is called once. */
export function watchFiles(file: string, db: DatabaseSync, onGone: () => void): WatchedFiles {
  const ours = openSync(file, "r");
  // Both anew each time: some file systems number a file differently from one look to the next.
  const isSame = (): boolean => {
    const there = inodeOf(file);
    return there === "not known" || there === fstatSync(ours).ino;
  };
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
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        return writeAll(db, existsSync(file) ? `${file}.rescued-${Date.now()}` : file);
      } catch {
        return writeAll(db, join(mkdtempSync(join(tmpdir(), "townsfolk-rescued-")), "townsfolk.db"));
      }
    },
    stop: () => {
      clearInterval(looking);
      closeSync(ours);
    },
  };
}

/** A disk that fails for a moment, or a folder that is closed to us, says nothing of the file. */
function inodeOf(file: string): number | "gone" | "not known" {
  try {
    return statSync(file).ino;
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
    return GONE.has(code) ? "gone" : "not known";
  }
}

/** Also where there is a file in a folder's place, or a link that leads to itself. */
const GONE = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

function writeAll(db: DatabaseSync, where: string): string {
  try {
    db.prepare("VACUUM INTO ?").run(where);
    return where;
  } catch (error) {
    // What there is of it is no store.
    rmSync(where, { force: true });
    throw error;
  }
}
