// A whole copy of a relay's store in one file, made while the relay runs: npm run backup -- <DATA_DIR> <file>
// https://www.sqlite.org/lang_vacuum.html#vacuuminto
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const [dataDir = "", file = ""] = process.argv.slice(2);
const store = join(dataDir, "townsfolk.db");
if (file === "") fail("Usage: npm run backup -- <DATA_DIR> <file>", 2);
else if (!existsSync(store)) fail(`There is no ${store}: name the relay's DATA_DIR.`, 1);
else if (existsSync(file)) fail(`${file} is there already: name a file that is not.`, 1);
else backup();

function backup() {
  // What players said is for the operator's eyes.
  process.umask(0o077);
  try {
    const db = new DatabaseSync(store, { readOnly: true, timeout: 10_000 });
    db.prepare("VACUUM INTO ?").run(file);
    db.close();
  } catch (error) {
    fail(`The backup failed: ${error.message}`, 1);
  }
}

function fail(why, exitCode) {
  process.stderr.write(`${why}\n`);
  process.exitCode = exitCode;
}
