import type { FileHandle } from "node:fs/promises";
import { RelayError } from "../../http/errors.ts";
import type { CastWithOverrides } from "../../npcs/overrides.ts";
import { pendingErasures } from "../../store/erasures.ts";
import type { Database } from "../../store/store.ts";
import { readTown, verifyTown } from "./read-town.ts";
import { BATCH, createRowImporter, type Imported } from "./row-importer.ts";
import { KINDS, type TownLine } from "./town-file.ts";

interface Town {
  db: Database;
  cast: CastWithOverrides;
}

/**
 * Takes a town in: all of the file, or nothing where anything is wrong with it. Everything else waits while it is written.
 * @throws {RelayError} `bad_request` where the file is broken, or where there is a town already and this is no merge.
 */
export async function importTown({ db, cast }: Town, file: FileHandle, isMerge: boolean): Promise<Imported> {
  const { header } = await verifyTown(file);
  const imported = await db.transaction().execute(async (tx) => {
    if (!isMerge) await refuseATown(tx);
    await refuseDuringAnErasure(tx);
    const importer = createRowImporter(tx, cast, header);
    const { rows } = await readTown(file);
    for await (const { kind, lines } of batches(rows)) {
      await importer.take(
        kind,
        lines.map((line) => line.row),
      );
    }
    await dropLooseWords(tx);
    return importer.result;
  });
  await cast.reload();
  return imported;
}

/** @throws {RelayError} `bad_request` where there is anything of what a file would bring. */
export async function refuseATown(db: Database): Promise<void> {
  for (const kind of KINDS) {
    const row = await db
      .selectFrom(kind)
      .select((e) => e.lit(1).as("one"))
      .limit(1)
      .executeTakeFirst();
    if (row)
      throw new RelayError("bad_request", `This relay has a town already: it has ${kind}. Only a merge adds to it.`);
  }
}

/** Of whom is being forgotten, nothing may come back before it is done. */
async function refuseDuringAnErasure(db: Database): Promise<void> {
  if ((await pendingErasures(db)).length > 0)
    throw new RelayError("not_ready", "A player is just being forgotten. Try again in a moment.", 5);
}

/** No words outlive their conversation: where that is over here, they are forgotten with it. */
async function dropLooseWords(db: Database): Promise<void> {
  await db
    .updateTable("turns")
    .set({ text: null, reply: null, acts: "[]" })
    .where("status", "in", ["done", "failed"])
    .where((e) => e.or([e("text", "is not", null), e("reply", "is not", null)]))
    .where("conversation", "not in", db.selectFrom("conversations").select("id").where("endedAt", "is", null))
    .execute();
}

async function* batches(rows: AsyncIterable<TownLine>) {
  let lines: TownLine[] = [];
  for await (const line of rows) {
    const [first] = lines;
    if (first && (first.kind !== line.kind || lines.length === BATCH)) {
      yield { kind: first.kind, lines };
      lines = [];
    }
    lines.push(line);
  }
  const [first] = lines;
  if (first) yield { kind: first.kind, lines };
}
