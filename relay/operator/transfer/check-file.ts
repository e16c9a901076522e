import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { RelayError } from "../../http/errors.ts";
import { isPlayerId } from "../../store/player-ids.ts";
import {
  APPLICATION_ID,
  COLUMNS,
  type Counts,
  EARLIER_VERSIONS,
  noCounts,
  SCHEMA,
  type Table,
  TABLES,
  VERSION,
} from "./format.ts";

/**
 * Reads an export from its beginning to its end; it may be anybody's. Answers with how many rows it has.
 * @throws {RelayError} `bad_request` where it is none, is broken, or of another version.
 */
export function checkFile(file: string): Counts {
  checkBeginning(file);
  const db = new DatabaseSync(asItIs(file), { readOnly: true });
  try {
    db.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
    const version = checkFormat(db);
    db.function("is_player_id", { deterministic: true }, (id) => Number(isPlayerId(String(id))));
    if (db.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"] !== "ok")
      throw broken("SQLite finds it damaged");
    const counts = noCounts();
    for (const table of TABLES) {
      for (const [column, rule] of Object.entries(COLUMNS[table]))
        if (
          numberOf(
            db,
            `SELECT EXISTS (SELECT 1 FROM "${table}" WHERE (${rule(valueOf(column, version))}) IS NOT TRUE)`,
          ) > 0
        )
          throw broken(`${table}.${column} has a value of the wrong shape`);
      counts[table] = numberOf(db, `SELECT count(*) FROM "${table}"`);
    }
    for (const table of OF_A_PLAYER)
      if (
        numberOf(db, `SELECT EXISTS (SELECT 1 FROM "${table}" WHERE player NOT IN (SELECT pseudonym FROM players))`) > 0
      )
        throw broken(`${table} has a row of nobody's`);
    const isWhole = db.prepare("SELECT 1 FROM checksum WHERE sha256 = ?").get(checksumOf(db)) !== undefined;
    if (!isWhole) throw broken("its checksum does not fit");
    return counts;
  } catch (error) {
    throw error instanceof RelayError ? error : broken(error instanceof Error ? error.message : String(error));
  } finally {
    db.close();
  }
}

/** Nothing beside it is read or written, whatever its header asks for: https://www.sqlite.org/uri.html#uriimmutable */
export const asItIs = (file: string): URL => new URL(`${pathToFileURL(file).href}?mode=ro&immutable=1`);

/** SHA-256 over every row but itself, in hexadecimal. */
export function checksumOf(db: DatabaseSync): string {
  const hash = createHash("sha256");
  for (const table of [...TABLES, "npcs"]) {
    const rows = db.prepare(`SELECT * FROM main."${table}"`);
    rows.setReadBigInts(true);
    for (const row of rows.iterate()) hash.update(`${JSON.stringify(Object.values(row).map(asText))}\n`);
  }
  return hash.digest("hex");
}

const asText = (value: SQLOutputValue): string | null => (value === null ? null : String(value));

function checkBeginning(path: string): void {
  const first = Buffer.alloc(16);
  const file = openSync(path, "r");
  readSync(file, first, 0, 16, 0);
  closeSync(file);
  if (first[0] === 0x7b || (first[0] === 0x1f && first[1] === 0x8b))
    throw new RelayError("bad_request", "This is an export of before version 2, as lines of JSON: export it anew.");
  if (first.toString("latin1") !== "SQLite format 3\0") throw new RelayError("bad_request", "This is no export.");
}

const OF_A_PLAYER: Table[] = ["conversations", "memories", "turns"];

const valueOf = (column: string, version: number): string =>
  version < VERSION && column === "userId"
    ? `iif(typeof("userId") = 'integer', CAST("userId" AS TEXT), NULL)`
    : `"${column}"`;

/** Answers with the version. */
function checkFormat(db: DatabaseSync): number {
  if (numberOf(db, "PRAGMA application_id") !== APPLICATION_ID)
    throw new RelayError("bad_request", "This is no export: it is another SQLite file.");
  const version = numberOf(db, "PRAGMA user_version");
  if (![VERSION, ...EARLIER_VERSIONS].includes(version))
    throw new RelayError("bad_request", `The file is of version ${version}; this relay reads version ${VERSION}.`);
  // SQLite attaches none of another encoding than the store's.
  if (db.prepare("PRAGMA encoding").get()?.["encoding"] !== "UTF-8") throw broken("its text is not UTF-8");
  const found = db.prepare("SELECT name, sql FROM sqlite_schema").all();
  const isOurs = found.every(({ name, sql }) => sql === SCHEMA[String(name)]);
  if (!isOurs || found.length !== Object.keys(SCHEMA).length) throw broken("its tables are not those of an export");
  return version;
}

const numberOf = (db: DatabaseSync, sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0]);

const broken = (why: string): RelayError => new RelayError("bad_request", `The file is broken: ${why}.`);
