export interface ByteReader {
  u8(): number;
  u16(): number;
  u32(): number;
  skip(count: number): void;
  bytes(count: number): Buffer;
  /** A length and so many bytes. */
  text(): Buffer;
  left(): number;
}

/** Reads little-endian numbers one after the other. @throws {RangeError} past the end. */
export function readerOf(buffer: Buffer): ByteReader {
  let at = 0;
  const reader: ByteReader = {
    u8: () => buffer.readUInt8(at++),
    u16: () => buffer.readUInt16LE((at += 2) - 2),
    u32: () => buffer.readUInt32LE((at += 4) - 4),
    skip: (count) => void reader.bytes(count),
    bytes: (count) => {
      if (at + count > buffer.length) throw new RangeError("it is cut short");
      return buffer.subarray(at, (at += count));
    },
    text: () => reader.bytes(reader.u32()),
    left: () => buffer.length - at,
  };
  return reader;
}
