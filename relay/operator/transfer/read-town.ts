import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { RelayError } from "../../http/errors.ts";
import { codeOf } from "../../lib/error-code.ts";
import { linesOf } from "./lines.ts";
import {
  closing,
  type Counts,
  type Header,
  header,
  KINDS,
  LINE_BYTES,
  noCounts,
  TOWN_BYTES,
  type TownLine,
  townLine,
  VERSION,
} from "./town-file.ts";

export interface TownReader {
  header: Header;
  /** Every row, in the order of the file. Ends without an error only where the whole file is as it was written. */
  rows: AsyncGenerator<TownLine, Counts>;
}

/** Opens a town's file, packed or not. @throws {RelayError} `bad_request` where it is none, is broken, or of another version. */
export async function readTown(file: FileHandle): Promise<TownReader> {
  const hash = createHash("sha256");
  const lines = linesOf(await bytesOf(file), { lineBytes: LINE_BYTES, allBytes: TOWN_BYTES });
  try {
    const first = await unbroken(() => lines.next());
    const line = first.done === true ? Buffer.alloc(0) : first.value;
    const head = headerIn(line);
    hash.update(line).update("\n");
    return { header: head, rows: rowsOf(lines, hash, head.counts) };
  } catch (error) {
    await lines.return(undefined);
    throw error;
  }
}

/** Reads the file to its end. @throws {RelayError} `bad_request` where anything in it is not as it was written. */
export async function verifyTown(file: FileHandle): Promise<{ header: Header; counts: Counts }> {
  const { header: head, rows } = await readTown(file);
  for (;;) {
    const next = await rows.next();
    if (next.done === true) return { header: head, counts: next.value };
  }
}

function headerIn(line: Buffer): Header {
  const read = header.safeParse(parsed(line));
  if (!read.success) throw new RelayError("bad_request", "This is no town's file: its first line is not that of one.");
  const { version } = read.data;
  if (version !== VERSION)
    throw new RelayError("bad_request", `The file is of version ${version}; this relay reads version ${VERSION}.`);
  return read.data;
}

async function* rowsOf(
  lines: AsyncGenerator<Buffer>,
  hash: ReturnType<typeof createHash>,
  announced: Counts,
): AsyncGenerator<TownLine, Counts> {
  const counts = noCounts();
  let place = 0;
  try {
    for (let number = 2; ; number++) {
      const next = await unbroken(() => lines.next());
      if (next.done === true) throw brokenFile("its end is missing");
      const value = parsed(next.value);
      if (isClosing(value)) {
        await checkEnd(lines, value, { counts, announced, sha256: hash.digest("hex") });
        return counts;
      }
      const line = rowIn(value, number);
      if (KINDS.indexOf(line.kind) < place) throw brokenFile(`line ${number}: ${line.kind} are not at their place`);
      place = KINDS.indexOf(line.kind);
      counts[line.kind] += 1;
      hash.update(next.value).update("\n");
      yield line;
    }
  } finally {
    await lines.return(undefined);
  }
}

async function checkEnd(
  lines: AsyncGenerator<Buffer>,
  value: unknown,
  found: { counts: Counts; announced: Counts; sha256: string },
): Promise<void> {
  const end = closing.safeParse(value);
  if (!end.success) throw brokenFile("its last line is not one");
  for (const kind of KINDS) {
    const isSame = [end.data.counts[kind], found.announced[kind]].every((count) => count === found.counts[kind]);
    if (!isSame) throw brokenFile(`it has ${found.counts[kind]} ${kind}, and not as many as it says`);
  }
  if (end.data.sha256 !== found.sha256) throw brokenFile("its checksum does not fit");
  const more = await unbroken(() => lines.next());
  if (more.done !== true) throw brokenFile("it goes on after its end");
}

const isClosing = (value: unknown): boolean => typeof value === "object" && value !== null && "end" in value;

function rowIn(value: unknown, number: number): TownLine {
  const read = townLine.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw brokenFile(`line ${number}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not a row"}`);
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Unpacks what begins like gzip, https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
async function bytesOf(file: FileHandle): Promise<AsyncIterable<Uint8Array>> {
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) return piecesOf(file);
  return pipeline(piecesOf(file), createGunzip(), () => undefined);
}

/** From its beginning, wherever it was read or written last. */
async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE), 0, PIECE, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

const PIECE = 64 * 1024;

/** What cannot be unpacked, or is too long, is the file's fault and not ours. */
async function unbroken<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RangeError) throw brokenFile(error.message);
    if (codeOf(error).startsWith("Z_")) throw brokenFile("it cannot be unpacked");
    throw error;
  }
}

const brokenFile = (why: string): RelayError => new RelayError("bad_request", `The file is broken: ${why}.`);
