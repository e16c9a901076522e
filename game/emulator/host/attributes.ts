import type { Special } from "./properties.ts";

/**
 * Reads the binary form of an instance's attributes. https://dom.rojo.space/attributes.html
 * A type that is not listed below cannot be skipped, since its length is not written: it is an error.
 */
export function readAttributes(bytes: Buffer): Record<string, unknown> {
  const reader = { bytes, at: 0 };
  const attributes: Record<string, unknown> = {};
  for (let left = readUint(reader); left > 0; left--) {
    const name = readText(reader);
    const type = readByte(reader);
    const read = TYPES[type];
    if (!read)
      throw new Error(`the attribute ${name} has the type 0x${type.toString(16)}, which the emulator cannot read`);
    attributes[name] = read(reader);
  }
  return attributes;
}

interface Reader {
  bytes: Buffer;
  at: number;
}

const TYPES: Record<number, (reader: Reader) => unknown> = {
  0x02: readText,
  0x03: (reader) => readByte(reader) === 1,
  0x05: readFloat,
  0x06: readDouble,
  0x09: (reader) => special("UDim", [readFloat(reader), readInt(reader)]),
  0x0a: (reader) => special("UDim2", [readFloat(reader), readInt(reader), readFloat(reader), readInt(reader)]),
  0x0f: (reader) => special("Color3", floats(reader, 3)),
  0x10: (reader) => special("Vector2", floats(reader, 2)),
  0x11: (reader) => special("Vector3", floats(reader, 3)),
};

function special($: string, v: unknown[]): Special {
  return { $, v };
}

function floats(reader: Reader, count: number): number[] {
  return Array.from({ length: count }, () => readFloat(reader));
}

function readByte(reader: Reader): number {
  return reader.bytes.readUInt8(reader.at++);
}

function readUint(reader: Reader): number {
  return reader.bytes.readUInt32LE((reader.at += 4) - 4);
}

function readInt(reader: Reader): number {
  return reader.bytes.readInt32LE((reader.at += 4) - 4);
}

function readFloat(reader: Reader): number {
  return reader.bytes.readFloatLE((reader.at += 4) - 4);
}

function readDouble(reader: Reader): number {
  return reader.bytes.readDoubleLE((reader.at += 8) - 8);
}

function readText(reader: Reader): string {
  const length = readUint(reader);
  return reader.bytes.toString("utf8", reader.at, (reader.at += length));
}
