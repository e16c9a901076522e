import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { Sheet } from "../../cast/sheet.ts";
import { checksumOf } from "./check-file.ts";
import { APPLICATION_ID, columnsOf, SCHEMA, type Table, TABLES, VERSION } from "./format.ts";

/**
 * Writes what is carried of the store into an empty file, as it is at one moment, while others go on to write there: WAL keeps
 * that moment for a connection of its own, https://www.sqlite.org/isolation.html. Nothing else ever gets into the file, as it
 * would by `VACUUM INTO`.
 */
export function writeFile(store: string, file: string, npcs: Pick<Sheet, "id" | "memory">[]): void {
  const db = new DatabaseSync(file);
  try {
    // Nobody wants half a file back.
    db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF`);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`);
    db.prepare("ATTACH ? AS store").run(`${pathToFileURL(store).href}?mode=ro`);
    db.exec("BEGIN");
    for (const sql of Object.values(SCHEMA)) db.exec(sql);
    for (const table of TABLES)
      db.exec(`INSERT INTO main."${table}" SELECT ${columnsOf(table).join(", ")} FROM ${CARRIED[table]}`);
    const insert = db.prepare("INSERT INTO npcs VALUES (?, ?)");
    for (const { id, memory } of npcs) insert.run(id, memory);
    db.prepare("INSERT INTO checksum VALUES (?)").run(checksumOf(db));
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}

/** Whom an erasure is about to take out has lost the row in `players` first, and is not carried away before it is done. */
const OF_PLAYERS = `player IN (SELECT pseudonym FROM store.players)`;
/** The words of a turn belong to its conversation: where that is over they are about to be forgotten, and are left out. */
const TURNS = `(SELECT t.*, o.id IS NOT NULL AS "isOpen" FROM store.turns t
  LEFT JOIN store.conversations o ON o.id = t.conversation AND o."endedAt" IS NULL)`;
const WITH_WORDS = columnsOf("turns")
  .map((c) => {
    if (c === '"acts"') return `iif("isOpen", "acts", '[]') AS "acts"`;
    return c === '"text"' || c === '"reply"' ? `iif("isOpen", ${c}, NULL) AS ${c}` : c;
  })
  .join(", ");

const CARRIED: Record<Table, string> = {
  players: "store.players",
  conversations: `store.conversations WHERE "endedAt" IS NULL AND ${OF_PLAYERS}`,
  memories: `store.memories WHERE ${OF_PLAYERS}`,
  turns: `(SELECT ${WITH_WORDS} FROM ${TURNS} WHERE status IN ('done', 'failed') AND ${OF_PLAYERS})`,
  blocks: "store.blocks",
  usage: "store.usage",
};
