import { createHash } from "node:crypto";
import { RelayError } from "../http/errors.ts";
import { fellowsOf } from "../store/fellows.ts";
import type { Schema } from "../store/schema.ts";
import type { Database } from "../store/store.ts";
import type { Cast } from "./cast.ts";
import { oncePerSheet } from "./once-per-sheet.ts";
import type { Sheet } from "./sheet.ts";

export type Label = "persona" | "world";
export const LABELS: Label[] = ["persona", "world"];

/**
 * The cast as it is played: its sheets, with what operators wrote over `persona` and `world`. A sheet is the same object until
 * something of it has changed.
 */
export interface CastWithOverrides extends Cast {
  /** Counts the changes of a block; 0 where it is the sheet's own. */
  versionOf(npc: string, label: Label): number;
  /** What the sheet itself says, whatever was written over it. */
  ownOf(npc: string, label: Label): string;
  /** The sheet as it would be played with these blocks. */
  with(npc: string, values: Partial<Record<Label, string>>): Sheet;
  /** Stores all of the values, or nothing. @throws {RelayError} `stale_version` where another relay has changed them just now. */
  write(npc: string, values: Partial<Record<Label, string>>): Promise<void>;
  /** Looks again at what the store holds: somebody else wrote there. */
  reload(): Promise<void>;
}

type Row = Schema["blocks"];

export async function openCastWithOverrides(db: Database, cast: Cast): Promise<CastWithOverrides> {
  const rows = new Map<string, Row>();

  /** What was written over a sheet holds only while the sheet says what it said then: whoever edits the file later wins. */
  const valueOf = (sheet: Sheet, label: Label): string => {
    const row = rows.get(`${sheet.id}/${label}`);
    return row?.sheetHash === hashOf(sheet[label]) ? row.value : sheet[label];
  };
  const compile = (sheet: Sheet): Sheet => ({
    ...sheet,
    persona: valueOf(sheet, "persona"),
    world: valueOf(sheet, "world"),
  });
  let compiled = oncePerSheet(compile);
  const played = (sheet: Sheet): Sheet => compiled(sheet);
  const keep = (changed: Row[]): void => {
    for (const row of changed) rows.set(`${row.npc}/${row.label}`, row);
    compiled = oncePerSheet(compile);
  };
  const fellows = fellowsOf(db);
  const read = async (): Promise<void> => {
    const stored = await db.selectFrom("blocks").selectAll().execute();
    const isNew = ({ npc, label, version, value }: Row): boolean => {
      const known = rows.get(`${npc}/${label}`);
      return known?.version !== version || known.value !== value;
    };
    if (stored.some(isNew)) keep(stored);
  };
  // What cannot be read now is read with the next news.
  const readAgain = (): void => void read().catch(() => undefined);
  fellows.events.on("again", readAgain);
  fellows.events.on("news", ({ changed }) => {
    if (changed?.includes("cast") === true) readAgain();
  });
  await read();
  const versionOf = (npc: string, label: Label): number => rows.get(`${npc}/${label}`)?.version ?? 0;

  return {
    acts: cast.acts,
    all: () => cast.all().map(played),
    get: (npc) => played(cast.get(npc)),
    find: (npc) => [cast.find(npc)].flatMap((sheet) => (sheet ? [played(sheet)] : []))[0],
    versionOf,
    ownOf: (npc, label) => cast.get(npc)[label],
    reload: async () => {
      await read();
      fellows.tell({ changed: ["cast"] });
    },
    with: (npc, values) => ({ ...played(cast.get(npc)), ...values }),
    async write(npc, values) {
      const sheet = cast.get(npc);
      const next = LABELS.flatMap((label): Row[] => {
        const value = values[label];
        return value === undefined
          ? []
          : [{ npc, label, value, sheetHash: hashOf(sheet[label]), version: versionOf(npc, label) + 1 }];
      });
      const storing = db.transaction().execute(async (tx) => {
        for (const { value, sheetHash, version, ...key } of next) {
          const row = { value, sheetHash, version };
          const { numInsertedOrUpdatedRows = 0n } = await tx
            .insertInto("blocks")
            .values({ ...key, ...row })
            .onConflict((c) =>
              c
                .columns(["npc", "label"])
                .doUpdateSet(row)
                .where("blocks.version", "=", version - 1),
            )
            .executeTakeFirst();
          if (numInsertedOrUpdatedRows === 0n) throw stale(npc);
        }
      });
      await storing.catch((error: unknown) => {
        readAgain();
        throw error;
      });
      keep(next);
      fellows.tell({ changed: ["cast"] });
    },
  };
}

const stale = (npc: string): RelayError =>
  new RelayError("stale_version", `The memory of ${npc} has just been changed by somebody else. Read it again.`);

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
