import { zstdCompressSync } from "node:zlib";
import { unpackLz4 } from "../../operator/place/lz4.ts";

const HEADER_BYTES = 32;
const CHUNK_HEADER_BYTES = 16;

/** The same binary place with its chunks packed as Studio packs them, where Rojo uses LZ4: https://dom.rojo.space/binary.html#chunks */
export function packedWithZstd(place: Buffer): Buffer {
  const parts = [place.subarray(0, HEADER_BYTES)];
  for (let at = HEADER_BYTES; at < place.length;) {
    const header = Buffer.from(place.subarray(at, at + CHUNK_HEADER_BYTES));
    const [packed, size] = [header.readUInt32LE(4), header.readUInt32LE(8)];
    const body = place.subarray(at + CHUNK_HEADER_BYTES, at + CHUNK_HEADER_BYTES + (packed || size));
    at += CHUNK_HEADER_BYTES + body.length;
    const anew = packed === 0 ? body : zstdCompressSync(unpackLz4(body, size));
    if (packed !== 0) header.writeUInt32LE(anew.length, 4);
    parts.push(header, anew);
  }
  return Buffer.concat(parts);
}
