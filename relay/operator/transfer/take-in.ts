import { DatabaseSync } from "node:sqlite";
import type { Sheet } from "../../cast/sheet.ts";
import { RelayError } from "../../http/errors.ts";
import type { Spent } from "../../store/open-ledger.ts";
import { asItIs } from "./check-file.ts";
import { columnsOf, type Counts, noCounts, type Table, TABLES } from "./format.ts";

export interface Imported {
  /** Rows that were taken in. */
  taken: Counts;
  /** Rows that were here already, and stayed as they are. */
  kept: Counts;
  /** Memories that the sheets here do not let an NPC have. */
  leftOut: number;
  /** NPCs of the file that have no sheet here; the first twenty. */
  withoutSheet: string[];
}

export interface TakeIn {
  store: string;
  file: string;
  npcs: Pick<Sheet, "id" | "memory">[];
  isMerge: boolean;
  /** Today, in UTC, as `2026-11-24`. */
  day: string;
}

/**
 * Takes in all of a checked file, or nothing. What is here wins; what refers to it is led there. `spent`: what of it was spent today.
 * @throws {RelayError} `bad_request` where there is something already and this is no merge; `not_ready` during an erasure.
 */
export function takeIn({ store, file, npcs, isMerge, day }: TakeIn): { imported: Imported; spent: Spent } {
  const db = new DatabaseSync(store, { timeout: 5_000 });
  try {
    db.exec("PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL");
    db.prepare("ATTACH ? AS file").run(asItIs(file).href);
    db.exec("BEGIN IMMEDIATE");
    if (!isMerge) refuseWhereThereIsAnything(db);
    refuseDuringAnErasure(db);
    const before = spentIn(db, day);
    const imported = insertAll(db, npcs);
    const after = spentIn(db, day);
    db.exec(DROP_LOOSE_WORDS);
    db.exec("COMMIT");
    return {
      imported,
      spent: { npcs: grown(before.npcs, after.npcs), universes: grown(before.universes, after.universes) },
    };
  } finally {
    db.close();
  }
}

function refuseWhereThereIsAnything(db: DatabaseSync): void {
  const table = TABLES.find((name) => db.prepare(`SELECT 1 FROM main."${name}" LIMIT 1`).get() !== undefined);
  if (table !== undefined)
    throw new RelayError("bad_request", `This relay has ${table} already. Only a merge adds to what is here.`);
}

/** Of whom is being forgotten, nothing may come back before it is done. */
function refuseDuringAnErasure(db: DatabaseSync): void {
  if (db.prepare(`SELECT 1 FROM main.erasures WHERE "doneAt" IS NULL`).get() !== undefined)
    throw new RelayError("not_ready", "A player is just being forgotten. Try again in a moment.", 5);
}

function spentIn(db: DatabaseSync, day: string): Record<keyof Spent, Map<string, number>> {
  const sums = (sql: string, of: string | number) =>
    new Map(
      db
        .prepare(sql)
        .all(of)
        .map(({ id, usd }) => [String(id), Number(usd)] as const),
    );
  return {
    npcs: sums("SELECT npc AS id, sum(usd) AS usd FROM main.usage WHERE day = ? GROUP BY npc", day),
    universes: sums(
      `SELECT universe AS id, sum(usd) AS usd FROM main.turns WHERE "acceptedAt" >= ? GROUP BY universe`,
      Date.parse(day),
    ),
  };
}

const grown = (before: Map<string, number>, after: Map<string, number>): [string, number][] =>
  [...after].map(([id, usd]): [string, number] => [id, usd - (before.get(id) ?? 0)]).filter(([, usd]) => usd > 0);

function insertAll(db: DatabaseSync, npcs: Pick<Sheet, "id" | "memory">[]): Imported {
  const result: Imported = { taken: noCounts(), kept: noCounts(), leftOut: 0, withoutSheet: [] };
  db.exec("CREATE TEMP TABLE here (id TEXT PRIMARY KEY, memory TEXT)");
  const insert = db.prepare("INSERT INTO here VALUES (?, ?)");
  for (const { id, memory } of npcs) insert.run(id, memory);
  db.exec(LED);
  for (const table of TABLES) {
    const columns = columnsOf(table).join(", ");
    const isConversation = table === "conversations";
    const target = `main."${table}" (${columns}${isConversation ? ', "endedAt"' : ""})`;
    const { changes } = db
      .prepare(
        `INSERT OR IGNORE INTO ${target} SELECT ${columns}${isConversation ? ", NULL" : ""} FROM ${SOURCES[table]}`,
      )
      .run();
    result.taken[table] = Number(changes);
    result.kept[table] = countOf(db, `file."${table}"`) - Number(changes);
  }
  result.leftOut = countOf(db, `file.memories m WHERE NOT (${MAY_REMEMBER})`);
  result.kept.memories -= result.leftOut;
  result.withoutSheet = db
    .prepare(WITHOUT_SHEET)
    .all()
    .map(({ npc }) => String(npc));
  return result;
}

const countOf = (db: DatabaseSync, from: string): number =>
  Number(db.prepare(`SELECT count(*) AS n FROM ${from}`).get()?.["n"]);

/** Who a player of the file is here: under another pseudonym, where the user was known, or where it is somebody else's. */
const LED = `CREATE TEMP TABLE led AS SELECT f.universe, CAST(f."userId" AS TEXT) AS "userId", f.pseudonym AS theirs, coalesce(
    ours.pseudonym,
    iif(EXISTS (SELECT 1 FROM main.players WHERE pseudonym = f.pseudonym), 'p-' || lower(hex(randomblob(9))), f.pseudonym)
  ) AS pseudonym
  FROM file.players f LEFT JOIN main.players ours ON ours.universe = f.universe AND ours."userId" = CAST(f."userId" AS TEXT);
  CREATE UNIQUE INDEX temp.ledByTheirs ON led (theirs)`;

/**
 * What an NPC was to remember from visit to visit is taken in only where its sheet says so here too: elsewhere it would be
 * extended interaction in an experience that is not labelled for it.
 */
const MAY_REMEMBER = `m.npc NOT IN (SELECT id FROM file.npcs WHERE memory = 'player')
  OR m.npc IN (SELECT id FROM here WHERE memory = 'player')`;

const withPlayer = (table: Table, where = ""): string =>
  `(SELECT ${columnsOf(table)
    .map((c) => (c === '"player"' ? "led.pseudonym AS player" : `m.${c}`))
    .join(", ")} FROM file."${table}" m JOIN led ON led.theirs = m.player ${where})`;

/** Where a player is in a conversation with the NPC here too, what was said there becomes a part of it. */
const TURNS = `(SELECT ${columnsOf("turns")
  .map((c) => {
    if (c === '"player"') return "led.pseudonym AS player";
    return c === '"conversation"' ? "coalesce(ours.id, t.conversation) AS conversation" : `t.${c}`;
  })
  .join(", ")} FROM file.turns t JOIN led ON led.theirs = t.player
  LEFT JOIN file.conversations c ON c.id = t.conversation
  LEFT JOIN main.conversations ours ON ours.npc = c.npc AND ours.player = led.pseudonym AND ours."endedAt" IS NULL)`;

const SOURCES: Record<Table, string> = {
  players: "led",
  conversations: withPlayer("conversations"),
  memories: withPlayer("memories", `WHERE ${MAY_REMEMBER}`),
  turns: TURNS,
  blocks: "file.blocks",
  usage: "file.usage",
};

/** No words outlive their conversation: where that is over here, they are forgotten with it. */
const DROP_LOOSE_WORDS = `UPDATE main.turns SET text = NULL, reply = NULL, acts = '[]'
  WHERE status IN ('done', 'failed') AND (text IS NOT NULL OR reply IS NOT NULL)
    AND conversation NOT IN (SELECT id FROM main.conversations WHERE "endedAt" IS NULL)`;

const WITHOUT_SHEET = `SELECT DISTINCT npc FROM (${TABLES.filter((table) => table !== "players")
  .map((table) => `SELECT npc FROM file."${table}"`)
  .join(" UNION ")}) WHERE npc NOT IN (SELECT id FROM here) ORDER BY npc LIMIT 20`;
