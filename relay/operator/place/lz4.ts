/**
 * Unpacks one block, as the chunks of a binary place are packed: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 * @throws {RangeError} where the block is not whole.
 */
export function unpackLz4(block: Buffer, size: number): Buffer {
  if (size > block.length * MOST) throw new RangeError("a block is damaged");
  const out = Buffer.alloc(size);
  let from = 0;
  let to = 0;
  const length = (nibble: number): number => {
    let sum = nibble;
    for (let more = nibble === 15; more;) {
      const byte = block.readUInt8(from++);
      sum += byte;
      more = byte === 255;
    }
    return sum;
  };
  while (from < block.length) {
    const token = block.readUInt8(from++);
    const literals = length(token >> 4);
    if (from + literals > block.length || to + literals > size) throw new RangeError("a block is cut short");
    block.copy(out, to, from, from + literals);
    from += literals;
    to += literals;
    // The last sequence of a block is literals alone.
    if (from === block.length) break;
    const back = block.readUInt16LE(from);
    from += 2;
    const copied = length(token & 15) + 4;
    if (back === 0 || back > to || to + copied > size) throw new RangeError("a block is damaged");
    // Byte by byte, since what is copied may reach into itself.
    for (const end = to + copied; to < end; to++) out[to] = out[to - back] ?? 0;
  }
  if (to !== size) throw new RangeError("a block is cut short");
  return out;
}

/** A byte of a length stands for so many bytes at most. */
const MOST = 255;
