import { DatabaseSync } from "node:sqlite";
import { asFact, withFact } from "../../memory/facts.ts";
import { whyNoFactAfter } from "../../safety/facts-together.ts";
import { judgeLocally } from "../../safety/judge.ts";
import { scrubPersonal } from "../../safety/scrub.ts";
import type { Carried } from "./format.ts";

/** What of a file was not let through. */
export interface Screened {
  /** Lines of memory that are nothing to keep of a player, or beyond the sheet's limit. */
  facts: number;
  /** What players or NPCs had said. */
  words: number;
}

/**
 * Passes all words of a checked file, which may be anybody's, through the gates before what is kept here: no fact and no line
 * comes in by a file that would not by a talk. Takes them out of the file, which is our copy, so that the store is not held up.
 */
export function screenFile(path: string, npcs: Carried[]): Screened {
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA trusted_schema = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    const limits = new Map(npcs.map(({ id, human }) => [id, human]));
    let facts = 0;
    db.function("kept", (human, npc) => {
      const { value, dropped } = keptOf(String(human), limits.get(String(npc)) ?? UNKNOWN_LIMIT);
      facts += dropped;
      return value;
    });
    db.function("said", (words) => {
      const text = String(words);
      return judgeLocally(text).kind === "passed" ? scrubPersonal(text) : "";
    });
    db.function("told", (words) => {
      const text = String(words);
      return judgeLocally(text, "npc").kind === "passed" ? scrubPersonal(text) : "";
    });
    db.exec("UPDATE memories SET human = kept(human, npc) WHERE human <> ''");
    return { facts, words: change(db, "text", "said") + change(db, "reply", "told") };
  } finally {
    db.close();
  }
}

/** Of an NPC without a sheet here, whose memories are nobody's to read. */
const UNKNOWN_LIMIT = 2_000;

function keptOf(human: string, limit: number): { value: string; dropped: number } {
  const lines = human.split(/[\r\n\u2028\u2029]+/).filter((line) => asFact(line) !== "");
  const value = lines.reduce(
    (kept, line) => (whyNoFactAfter(kept.split("\n"), line) === undefined ? withFact(kept, line, limit) : kept),
    "",
  );
  return { value, dropped: lines.length - (value === "" ? 0 : value.split("\n").length) };
}

/** Turns whose words were taken out; none that were only scrubbed. */
function change(db: DatabaseSync, column: "text" | "reply", by: "said" | "told"): number {
  const empty = db.prepare(`SELECT count(*) AS n FROM turns WHERE "${column}" = ''`);
  const before = Number(empty.get()?.["n"]);
  db.exec(`UPDATE turns SET "${column}" = ${by}("${column}") WHERE "${column}" <> ''`);
  return Number(empty.get()?.["n"]) - before;
}
