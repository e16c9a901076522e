import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Command } from "commander";
import { isPostgresSet, readDataDir } from "../../../config/config.ts";
import { NpcError } from "../cli-error.ts";
import { say } from "../terminal.ts";

/** `townsfolk backup [file]`: a whole copy of the store in one file, made while the relay runs. */
export const addBackup = (program: Command): Command =>
  program
    .command("backup")
    .summary("copy the whole store into one file, while the relay runs")
    .description(
      `Copies the whole store into one file, while the relay runs; no relay has to answer. A file that is there already is
never written over.`,
    )
    .argument("[file]", "where to (default: townsfolk-<time>.db here)")
    .option("--data <folder>", "the relay's DATA_DIR (default: what .env or the environment says)")
    .action((given: string | undefined, { data }: { data?: string }) => {
      if (data === undefined && isPostgresSet())
        throw new NpcError(
          'The store is the database of DATABASE_URL: back it up with pg_dump --format=custom "$DATABASE_URL".',
        );
      const file = given ?? `townsfolk-${stamp()}.db`;
      backUp(data ?? readDataDir(), file);
      say(`Written to ${file}. It holds what players said: keep it as safe as the store, and no longer than 30 days.`);
    });

function backUp(dataDir: string, file: string): void {
  const store = join(dataDir, "townsfolk.db");
  if (!existsSync(store)) throw new NpcError(`There is no ${store}: name the relay's folder with --data.`);
  if (existsSync(file)) throw new NpcError(`${file} is there already: name a file that is not.`);
  // What players said is for the operator's eyes.
  process.umask(0o077);
  // Whoever stops it half-way has no file that looks like a backup.
  const unfinished = `${file}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    copy(store, unfinished);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new NpcError(`The backup failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** https://www.sqlite.org/lang_vacuum.html#vacuuminto */
function copy(store: string, file: string): void {
  const db = new DatabaseSync(store, { readOnly: true, timeout: 10_000 });
  try {
    db.prepare("VACUUM INTO ?").run(file);
  } finally {
    db.close();
  }
}

/** The moment in UTC, fit for the name of a file everywhere: `2026-11-29T121500Z`. */
function stamp(): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}
