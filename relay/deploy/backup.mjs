// A whole copy of a relay's store in one file, made while the relay runs:
//
//   node relay/deploy/backup.mjs <DATA_DIR> <file>
//
// https://www.sqlite.org/lang_vacuum.html#vacuuminto
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const [dataDir = "", file = ""] = process.argv.slice(2);
const store = join(dataDir, "townsfolk.db");
if (file === "" || !existsSync(store)) {
  process.stderr.write("Usage: node relay/deploy/backup.mjs <DATA_DIR> <file that is not there yet>\n");
  process.exitCode = 2;
} else {
  // What players said is for the operator's eyes.
  process.umask(0o077);
  const db = new DatabaseSync(store, { readOnly: true, timeout: 10_000 });
  db.prepare("VACUUM INTO ?").run(file);
  db.close();
}
