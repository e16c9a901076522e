import type { FailReason } from "../../../game/townsfolk/wire/contract.ts";
import type { Sheet } from "../../cast/sheet.ts";
import type { Schema, Screened } from "../../store/schema.ts";

/**
 * An export is a SQLite file with the tables of `COLUMNS`, the memory scope that each sheet had (`npcs`), and the checksum of
 * it all (`checksum`). Letta's ids, keys, events on their way to place servers, and receipts of erasures belong to one relay
 * and are not in it.
 */
export const VERSION = 3;
/** In these the ids of players are numbers. */
export const EARLIER_VERSIONS = [2];
/** "Town" in ASCII: https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x546f776e;
export const MAX_BYTES = 8 * 1024 ** 3;

/** What is asked of the sheets here: `human` is the limit of that block, in characters. */
export interface Carried extends Pick<Sheet, "id" | "memory"> {
  human: number;
}

export type Counts = Record<Table, number>;
export type Table = (typeof TABLES)[number];
/** What others refer to comes first. */
export const TABLES = ["players", "conversations", "memories", "turns", "blocks", "usage"] as const;

/** What a value of a column must be, in SQL. */
type Rule = (column: string) => string;

const text: Rule = (c) => `typeof(${c}) = 'text' AND octet_length(${c}) <= 262144`;
const name: Rule = (c) => `typeof(${c}) = 'text' AND octet_length(${c}) BETWEEN 1 AND 800`;
const count: Rule = (c) => `typeof(${c}) = 'integer' AND ${c} BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}`;
const time = count;
const dollars: Rule = (c) => `typeof(${c}) IN ('real', 'integer') AND ${c} BETWEEN 0 AND 1e12`;
/** `is_player_id` is given to the connection that checks. */
const userId: Rule = (c) => `typeof(${c}) = 'text' AND is_player_id(${c})`;
const day: Rule = (c) => `typeof(${c}) = 'text' AND ${c} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'`;
const jsonList: Rule = (c) => `${text(c)} AND CASE WHEN json_valid(${c}) THEN json_type(${c}) = 'array' ELSE 0 END`;
const maybe =
  (rule: Rule): Rule =>
  (c) =>
    `${c} IS NULL OR (${rule(c)})`;
/** A value that the type gains fails to compile here. */
const oneOf =
  <T extends string>(values: Record<T, true>): Rule =>
  (c) =>
    `${c} IN (${Object.keys(values)
      .map((value) => `'${value}'`)
      .join()})`;

/** A column that the store gains or loses fails to compile here, so that no export is ever without it. */
export const COLUMNS: { [T in Table]: Record<Exclude<keyof Schema[T], NotCarried<T>>, Rule> } = {
  players: { universe: name, userId, pseudonym: name },
  conversations: { id: name, npc: name, player: name, openedAt: time, lastAt: time },
  memories: { npc: name, player: name, human: text, version: count },
  turns: {
    id: name,
    conversation: name,
    npc: name,
    universe: name,
    player: name,
    server: maybe(text),
    status: oneOf<Ended>({ done: true, failed: true }),
    locale: maybe(text),
    screened: maybe(oneOf<Screened>({ "self-harm": true, abuse: true, medical: true, refused: true })),
    text: maybe(text),
    reply: maybe(text),
    acts: jsonList,
    mind: maybe(text),
    reason: maybe(
      oneOf<FailReason>({
        hushed: true,
        interrupted: true,
        mind_unavailable: true,
        mind_timeout: true,
        mind_failed: true,
        over_budget: true,
      }),
    ),
    tokensIn: count,
    tokensOut: count,
    usd: dollars,
    acceptedAt: time,
    firstBeatAt: maybe(time),
    endedAt: maybe(time),
  },
  blocks: { npc: name, label: oneOf({ persona: true, world: true }), value: text, sheetHash: name, version: count },
  usage: { day, npc: name, model: name, calls: count, input: count, cached: count, output: count, usd: dollars },
};

type Ended = Extract<Schema["turns"]["status"], "done" | "failed">;
/** Open conversations only, whose talks are the other relay's; ended turns only, which no longer need what they began with. */
type NotCarried<T> = T extends "conversations"
  ? "endedAt" | "key" | "server"
  : T extends "turns"
    ? "actSet" | "offered" | "scene" | "holder" | "fence" | "told"
    : never;

const KEYS: Record<Table, string> = {
  players: '"universe", "userId"',
  conversations: '"id"',
  memories: '"npc", "player"',
  turns: '"id"',
  blocks: '"npc", "label"',
  usage: '"day", "npc", "model"',
};

export const columnsOf = (table: Table): string[] => Object.keys(COLUMNS[table]).map((column) => `"${column}"`);

/** The file's schema, by name. A file with another one, be it by a trigger or a view, is none of ours. */
export const SCHEMA: Record<string, string> = {
  ...Object.fromEntries(
    TABLES.map((table) => [
      table,
      `CREATE TABLE "${table}" (${columnsOf(table).join(", ")}, PRIMARY KEY (${KEYS[table]})) WITHOUT ROWID`,
    ]),
  ),
  npcs: `CREATE TABLE "npcs" ("id", "memory", PRIMARY KEY ("id")) WITHOUT ROWID`,
  checksum: `CREATE TABLE "checksum" ("sha256", PRIMARY KEY ("sha256")) WITHOUT ROWID`,
};

export const noCounts = (): Counts => ({ players: 0, conversations: 0, memories: 0, turns: 0, blocks: 0, usage: 0 });
