import { createHash } from "node:crypto";
import type { Cast } from "../../npcs/cast.ts";
import type { Database } from "../../store/store.ts";
import { type Closing, FORMAT, type Header, KINDS, noCounts, VERSION } from "./town-file.ts";
import { countRows, townRows } from "./town-rows.ts";

/** The whole town as a file, line by line. `db` must stand still meanwhile. */
export async function* townLines(db: Database, cast: Cast): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const hashed = (value: unknown): string => {
    const line = `${JSON.stringify(value)}\n`;
    hash.update(line);
    return line;
  };
  yield hashed({
    format: FORMAT,
    version: VERSION,
    at: new Date().toISOString(),
    npcs: cast.all().map(({ id, memory }) => ({ id, memory })),
    counts: await countRows(db),
  } satisfies Header);
  const counts = noCounts();
  for (const kind of KINDS) {
    for await (const row of townRows[kind](db).stream()) {
      counts[kind] += 1;
      yield hashed({ kind, row });
    }
  }
  yield `${JSON.stringify({ end: true, counts, sha256: hash.digest("hex") } satisfies Closing)}\n`;
}

/** The same text in pieces that are worth a write each. */
export async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = "";
  for await (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

const PIECE = 64 * 1024;
