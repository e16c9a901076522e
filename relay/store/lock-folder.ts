import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBroken, isLocked } from "./sqlite-errors.ts";

/**
 * SQLite's own lock on a file of its own: the system drops it when the process dies, however it dies. Call what it answers
 * with to give it back. @throws when another relay has it.
 */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, "lock.db");
  makeFile(path);
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec("BEGIN EXCLUSIVE");
    return () => file.close();
  } catch (error) {
    file.close();
    if (isLocked(error))
      throw new Error(`Another relay is running on ${dataDir}. Stop it, or give this one its own DATA_DIR.`, {
        cause: error,
      });
    if (!isBroken(error)) throw new Error(`${path} cannot be used: ${String(error)}`, { cause: error });
    // There is nothing in it that could be lost.
    rmSync(path);
    return lockFolder(dataDir);
  }
}

/** SQLite gives what it puts beside a file (`-wal`, `-shm`, `-journal`) the file's own mode. */
export const makeFile = (file: string): void => closeSync(openSync(file, "a", 0o600));
