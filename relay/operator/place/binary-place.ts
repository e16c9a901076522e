import { zstdDecompressSync } from "node:zlib";
import { type ByteReader, readerOf } from "./byte-reader.ts";
import { unpackLz4 } from "./lz4.ts";
import { type RawInstance, WANTED, type Wanted } from "./raw-instance.ts";

const HEADER_BYTES = 32;
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const TEXT = 0x01;
const SHARED_TEXT = 0x1c;

/**
 * Reads a `.rbxl` or `.rbxm`: https://dom.rojo.space/binary.html
 * @throws {RangeError} where it is cut short or damaged.
 */
export function readBinaryPlace(file: Buffer): RawInstance[] {
  const byReferent = new Map<number, RawInstance>();
  const byClass = new Map<number, RawInstance[]>();
  const shared: Buffer[] = [];
  for (const { name, data } of chunksOf(file)) {
    const chunk = readerOf(data);
    if (name === "SSTR") shared.push(...sharedTexts(chunk));
    if (name === "INST") takeInstances(chunk, byReferent, byClass);
    if (name === "PROP") takeProperty(chunk, byClass, shared);
    if (name === "PRNT") takeParents(chunk, byReferent);
  }
  return [...byReferent.values()];
}

function* chunksOf(file: Buffer): Generator<{ name: string; data: Buffer }> {
  const reader = readerOf(file);
  let room = MOST_UNPACKED;
  reader.skip(HEADER_BYTES);
  while (reader.left() > 0) {
    const name = reader.bytes(4).toString("latin1").replaceAll("\0", "");
    const [packed, size] = [reader.u32(), reader.u32()];
    reader.skip(4);
    const body = reader.bytes(packed || size);
    if (name === "END") return;
    // What is not asked for is not unpacked.
    if (!["SSTR", "INST", "PROP", "PRNT"].includes(name)) continue;
    // Before it is believed: a thousand bytes may say that they are a thousand million.
    if ((room -= size) < 0) throw new RangeError(`it unpacks to over ${MOST_UNPACKED} bytes`);
    yield { name, data: packed === 0 ? body : unpack(body, size) };
  }
  throw new RangeError("it is cut short");
}

/** A place of 100 MB, packed as well as Studio packs, is half of that. */
const MOST_UNPACKED = 1024 * 1024 * 1024;

const unpack = (body: Buffer, size: number): Buffer =>
  body.subarray(0, 4).equals(ZSTD) ? zstdDecompressSync(body, { maxOutputLength: size }) : unpackLz4(body, size);

function sharedTexts(chunk: ByteReader): Buffer[] {
  chunk.skip(4);
  return times(chunk.u32(), () => {
    chunk.skip(16);
    return chunk.text();
  });
}

function takeInstances(
  chunk: ByteReader,
  byReferent: Map<number, RawInstance>,
  byClass: Map<number, RawInstance[]>,
): void {
  const id = chunk.u32();
  const className = chunk.text().toString();
  chunk.skip(1);
  const instances = referents(chunk, chunk.u32()).map((referent) => {
    const instance: RawInstance = { className, properties: new Map() };
    byReferent.set(referent, instance);
    return instance;
  });
  byClass.set(id, instances);
}

function takeProperty(chunk: ByteReader, byClass: Map<number, RawInstance[]>, shared: Buffer[]): void {
  const instances = byClass.get(chunk.u32()) ?? [];
  const name = chunk.text().toString();
  if (!isWanted(name)) return;
  const type = chunk.u8();
  if (type === TEXT) for (const { properties } of instances) properties.set(name, chunk.text());
  if (type !== SHARED_TEXT) return;
  const indices = interleaved(chunk, instances.length);
  instances.forEach(({ properties }, at) => properties.set(name, shared[indices[at] ?? 0] ?? Buffer.alloc(0)));
}

const isWanted = (name: string): name is Wanted => WANTED.some((wanted) => wanted === name);

function takeParents(chunk: ByteReader, byReferent: Map<number, RawInstance>): void {
  chunk.skip(1);
  const count = chunk.u32();
  const [children, parents] = [referents(chunk, count), referents(chunk, count)];
  children.forEach((child, at) => {
    const parent = byReferent.get(parents[at] ?? -1);
    const instance = byReferent.get(child);
    if (instance !== undefined && parent !== undefined) instance.parent = parent;
  });
}

/** Each is written as what it is more than the one before it. */
function referents(chunk: ByteReader, count: number): number[] {
  let last = 0;
  return interleaved(chunk, count).map((packed) => (last += (packed >>> 1) ^ -(packed & 1)));
}

/** Big-endian numbers of which first all first bytes are written, then all second ones, and so on. */
function interleaved(chunk: ByteReader, count: number): number[] {
  const bytes = chunk.bytes(4 * count);
  const byte = (at: number): number => bytes[at] ?? 0;
  return times(count, (at) => [0, 1, 2, 3].reduce((number, row) => ((number << 8) | byte(row * count + at)) >>> 0, 0));
}

const times = <T>(count: number, make: (at: number) => T): T[] => {
  const made: T[] = [];
  for (let at = 0; at < count; at++) made.push(make(at));
  return made;
};
