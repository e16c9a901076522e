import { z } from "zod";
import type { Same } from "../../../game/townsfolk/wire/contract.ts";
import type { Schema } from "../../store/schema.ts";

/**
 * A town as a file: lines of JSON. The first is a `Header`, the last a `Closing`, between them one line for each row, in the
 * order of `KINDS`. Letta's ids, keys, events on their way to place servers, and receipts of erasures belong to one relay and
 * are not in it.
 */
export const FORMAT = "townsfolk-town";
export const VERSION = 1;

/** What others refer to comes first. */
export const KINDS = ["players", "conversations", "memories", "turns", "blocks", "usage"] as const;
export type Kind = (typeof KINDS)[number];
export type Counts = Record<Kind, number>;

export interface TownRows {
  players: Schema["players"];
  /** Open ones: what is over is about to be forgotten. The talks in them are the other relay's. */
  conversations: Omit<Schema["conversations"], "endedAt" | "key" | "server">;
  memories: Schema["memories"];
  /** Those that have ended. */
  turns: Schema["turns"];
  blocks: Schema["blocks"];
  usage: Schema["usage"];
}

export type TownLine = { [K in Kind]: { kind: K; row: TownRows[K] } }[Kind];

/** A whole body, as it is sent: packed or not. */
export const BODY_BYTES = 1024 ** 3;
/** Of a town, unpacked: a small file must not unpack without end. */
export const TOWN_BYTES = 16 * 1024 ** 3;
/** Of one line. The longest is a block of 20,000 characters, each written in six bytes at most. */
export const LINE_BYTES = 256 * 1024;

export const noCounts = (): Counts => ({ players: 0, conversations: 0, memories: 0, turns: 0, blocks: 0, usage: 0 });

const count = z.int().min(0);
const time = z.int().min(0);
const name = z.string().min(1).max(200);
const counts = z.strictObject({
  players: count,
  conversations: count,
  memories: count,
  turns: count,
  blocks: count,
  usage: count,
});

export type Header = z.infer<typeof header>;
export const header = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  /** ISO 8601. */
  at: z.string(),
  /** For each NPC of that relay, for how long its sheet lets it remember. */
  npcs: z.array(z.object({ id: name, memory: z.enum(["visit", "player"]) })),
  counts,
});

export type Closing = z.infer<typeof closing>;
export const closing = z.strictObject({
  end: z.literal(true),
  counts,
  /** Of every byte before this line, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const player = z.strictObject({ universe: name, userId: z.int().positive(), pseudonym: name });
const conversation = z.strictObject({ id: name, npc: name, player: name, openedAt: time, lastAt: time });
const memory = z.strictObject({ npc: name, player: name, human: z.string(), version: count });
const turn = z.strictObject({
  id: name,
  conversation: name,
  npc: name,
  universe: name,
  player: name,
  server: z.string().nullable(),
  locale: z.string().nullable(),
  screened: z.enum(["self-harm", "abuse", "medical", "refused"]).nullable(),
  status: z.enum(["accepted", "running", "done", "failed"]),
  text: z.string().nullable(),
  reply: z.string().nullable(),
  acts: z.string().refine(isJsonList, "must be a JSON list"),
  mind: z.string().nullable(),
  reason: z
    .enum(["hushed", "interrupted", "mind_unavailable", "mind_timeout", "mind_failed", "over_budget"])
    .nullable(),
  tokensIn: count,
  tokensOut: count,
  usd: z.number().min(0),
  acceptedAt: time,
  firstBeatAt: time.nullable(),
  endedAt: time.nullable(),
});
const block = z.strictObject({
  npc: name,
  label: z.enum(["persona", "world"]),
  value: z.string(),
  sheetHash: name,
  version: count,
});
const usage = z.strictObject({
  day: z.iso.date(),
  npc: name,
  model: name,
  calls: count,
  input: count,
  cached: count,
  output: count,
  usd: z.number().min(0),
});

export const townLine = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("players"), row: player }),
  z.strictObject({ kind: z.literal("conversations"), row: conversation }),
  z.strictObject({ kind: z.literal("memories"), row: memory }),
  z.strictObject({ kind: z.literal("turns"), row: turn.refine(hasEnded, "must have ended") }),
  z.strictObject({ kind: z.literal("blocks"), row: block }),
  z.strictObject({ kind: z.literal("usage"), row: usage }),
]);

/** A column that the store gains or loses fails here, so that no town is ever carried without it. */
type Plain<T> = { [K in keyof T]: T[K] };
true satisfies Same<z.infer<typeof player>, TownRows["players"]>;
true satisfies Same<z.infer<typeof conversation>, Plain<TownRows["conversations"]>>;
true satisfies Same<z.infer<typeof memory>, TownRows["memories"]>;
true satisfies Same<z.infer<typeof turn>, TownRows["turns"]>;
true satisfies Same<z.infer<typeof block>, TownRows["blocks"]>;
true satisfies Same<z.infer<typeof usage>, TownRows["usage"]>;

function hasEnded({ status }: { status: string }): boolean {
  return status === "done" || status === "failed";
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
