import { type ByteReader, readerOf } from "./byte-reader.ts";

/**
 * The attributes of an instance, text as text and everything else as undefined: https://dom.rojo.space/attributes.html
 * Of a type that is not listed below the length is unknown: what is written after it is not read.
 */
export function readAttributes(bytes: Buffer): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  if (bytes.length === 0) return found;
  const reader = readerOf(bytes);
  for (let left = reader.u32(); left > 0; left--) {
    const name = reader.text().toString();
    const type = reader.u8();
    if (type === TEXT) {
      found.set(name, reader.text().toString());
      continue;
    }
    found.set(name, undefined);
    const pass = PASS[type];
    if (pass === undefined) return found;
    pass(reader);
  }
  return found;
}

const TEXT = 0x02;
const bytes =
  (count: number) =>
  (reader: ByteReader): void =>
    reader.skip(count);
const each =
  (count: number) =>
  (reader: ByteReader): void =>
    reader.skip(reader.u32() * count);

const PASS: Record<number, (reader: ByteReader) => void> = {
  // Bool, Int32, Float32, Float64, UDim, UDim2, BrickColor, Color3, Vector2, Vector3
  0x03: bytes(1),
  0x04: bytes(4),
  0x05: bytes(4),
  0x06: bytes(8),
  0x09: bytes(8),
  0x0a: bytes(16),
  0x0e: bytes(4),
  0x0f: bytes(12),
  0x10: bytes(8),
  0x11: bytes(12),
  // CFrame, with its rotation where that is none of 90 degrees
  0x14: (reader) => {
    reader.skip(12);
    if (reader.u8() === 0) reader.skip(36);
  },
  // EnumItem
  0x15: (reader) => {
    reader.text();
    reader.skip(4);
  },
  // NumberSequence, ColorSequence, NumberRange, Rect
  0x17: each(12),
  0x19: each(20),
  0x1b: bytes(8),
  0x1c: bytes(16),
  // Font
  0x21: (reader) => {
    reader.skip(3);
    reader.text();
    reader.text();
  },
};
