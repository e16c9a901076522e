/**
 * Cuts what comes into lines, without their ends. What follows the last end is a line too, unless it is empty.
 * @throws {RangeError} where a line has more than `lineBytes`, or everything more than `allBytes`.
 */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  { lineBytes, allBytes }: { lineBytes: number; allBytes: number },
): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  let all = 0;
  for await (const piece of bytes) {
    all += piece.length;
    if (all > allBytes) throw new RangeError(`it has more than ${allBytes} bytes`);
    const text = Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = text.indexOf(NEWLINE); end !== -1; end = text.indexOf(NEWLINE, from)) {
      if (end - from > lineBytes) throw tooLong(lineBytes);
      yield text.subarray(from, end);
      from = end + 1;
    }
    rest = text.subarray(from);
    if (rest.length > lineBytes) throw tooLong(lineBytes);
  }
  if (rest.length > 0) yield rest;
}

const tooLong = (bytes: number): RangeError => new RangeError(`it has a line of more than ${bytes} bytes`);

const NEWLINE = 0x0a;
