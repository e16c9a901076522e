import type { InsertObject, InsertQueryBuilder, InsertResult } from "kysely";
import type { Cast } from "../../npcs/cast.ts";
import { findPseudonym, pseudonymOf } from "../../store/players.ts";
import type { Schema } from "../../store/schema.ts";
import type { Database } from "../../store/store.ts";
import { type Counts, type Header, type Kind, noCounts, type TownRows } from "./town-file.ts";

/** Rows that are written at once. Fewer go one by one: the store keeps a statement for each number of rows. */
export const BATCH = 100;

export interface RowImporter {
  /** Takes in rows of one kind. The kinds come in the order of the file. */
  take<K extends Kind>(kind: K, rows: TownRows[K][]): Promise<void>;
  result: Imported;
}

export interface Imported {
  /** Rows that were taken in. */
  taken: Counts;
  /** Rows that were here already, and stayed as they are. */
  kept: Counts;
  /** Memories that the sheets here do not let an NPC have. */
  leftOut: number;
  /** NPCs of the file that have no sheet here. */
  withoutSheet: string[];
}

/** Adds a town's rows to the store. What is here already wins; what refers to it is led there. */
export function createRowImporter(tx: Database, cast: Cast, header: Header): RowImporter {
  const result: Imported = { taken: noCounts(), kept: noCounts(), leftOut: 0, withoutSheet: [] };
  /** What is called otherwise here: by the file's pseudonym, and by the file's conversation. */
  const players = new Map<string, string>();
  const conversations = new Map<string, string>();
  const withPlayer = <T extends { player: string }>(row: T): T => ({
    ...row,
    player: players.get(row.player) ?? row.player,
  });
  const withConversation = <T extends { conversation: string }>(row: T): T => ({
    ...row,
    conversation: conversations.get(row.conversation) ?? row.conversation,
  });
  const mayRemember = whoMayRemember(cast, header);
  const add: { [K in Kind]: (rows: TownRows[K][]) => Promise<number> } = {
    players: (rows) => addPlayers(tx, rows, players),
    conversations: (rows) => addConversations(tx, rows.map(withPlayer), conversations),
    memories: (rows) => addNew(tx.insertInto("memories"), rows.map(withPlayer)),
    turns: (rows) => addNew(tx.insertInto("turns"), rows.map(withPlayer).map(withConversation)),
    blocks: (rows) => addNew(tx.insertInto("blocks"), rows),
    usage: (rows) => addNew(tx.insertInto("usage"), rows),
  };
  return {
    result,
    async take(kind, rows) {
      for (const row of rows) noteNpc(row, cast, result.withoutSheet);
      const wanted = kind === "memories" ? rows.filter((row) => !("npc" in row) || mayRemember(row.npc)) : rows;
      const added = await add[kind](wanted);
      result.leftOut += rows.length - wanted.length;
      result.taken[kind] += added;
      result.kept[kind] += wanted.length - added;
    },
  };
}

/**
 * What an NPC was to remember from visit to visit is taken in only where its sheet says so here too: elsewhere it would be
 * extended interaction in an experience that is not labelled for it.
 */
function whoMayRemember(cast: Cast, header: Header): (npc: string) => boolean {
  const keepers = new Set(header.npcs.filter(({ memory }) => memory === "player").map(({ id }) => id));
  return (npc) => !keepers.has(npc) || cast.find(npc)?.memory === "player";
}

function noteNpc(row: TownRows[Kind], cast: Cast, withoutSheet: string[]): void {
  if (!("npc" in row) || withoutSheet.length === NAMED || withoutSheet.includes(row.npc)) return;
  if (!cast.find(row.npc)) withoutSheet.push(row.npc);
}

const NAMED = 20;

async function addPlayers(tx: Database, rows: TownRows["players"][], renamed: Map<string, string>): Promise<number> {
  let added = await addNew(tx.insertInto("players"), rows);
  if (added === rows.length) return added;
  for (const { universe, userId, pseudonym } of rows) {
    const ours = await findPseudonym(tx, universe, userId);
    if (ours === pseudonym) continue;
    if (ours === undefined) added += 1;
    renamed.set(pseudonym, ours ?? (await pseudonymOf(tx, universe, userId)));
  }
  return added;
}

/** Where a player is in a conversation with the NPC here too, what was said there becomes a part of it. */
async function addConversations(
  tx: Database,
  rows: TownRows["conversations"][],
  moved: Map<string, string>,
): Promise<number> {
  const added = await addNew(
    tx.insertInto("conversations"),
    rows.map((row) => ({ ...row, endedAt: null })),
  );
  if (added === rows.length) return added;
  for (const { id, npc, player } of rows) {
    const open = await tx
      .selectFrom("conversations")
      .select("id")
      .where("npc", "=", npc)
      .where("player", "=", player)
      .where("endedAt", "is", null)
      .executeTakeFirst();
    if (open !== undefined && open.id !== id) moved.set(id, open.id);
  }
  return added;
}

/** Answers with how many were not there yet. */
async function addNew<T extends Kind>(
  into: InsertQueryBuilder<Schema, T, InsertResult>,
  rows: InsertObject<Schema, T>[],
): Promise<number> {
  let added = 0;
  for (const part of rows.length === BATCH ? [rows] : rows.map((row) => [row])) {
    const { numInsertedOrUpdatedRows } = await into
      .values(part)
      .onConflict((c) => c.doNothing())
      .executeTakeFirstOrThrow();
    added += Number(numInsertedOrUpdatedRows ?? 0n);
  }
  return added;
}
