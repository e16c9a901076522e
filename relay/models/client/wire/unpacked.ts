import type { IncomingMessage } from "node:http";
import { PassThrough, pipeline, Readable } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";

/**
 * The body without its content encoding, which is told by the first bytes where they tell it: proxies name one that they have
 * taken away, and some write deflate without its head. One that lacks its tail is read as far as it goes.
 * @throws where the connection is closed before the first byte.
 */
export async function unpacked(answer: IncomingMessage): Promise<Readable> {
  const named = answer.headers["content-encoding"]?.toLowerCase().split(",").at(-1)?.trim() ?? "";
  if (!Object.hasOwn(UNPACK, named)) return answer;
  const first = await firstOf(answer);
  if (first === undefined) return Readable.from([]);
  const isText = IS_TEXT.test(first.toString("latin1", 0, 64));
  const unpack = isText ? undefined : UNPACK[kindOf(first, named)];
  // An error of either ends both, and is heard by whoever reads.
  return pipeline(answer, unpack?.() ?? new PassThrough(), () => undefined);
}

/** They are given back, and read again. */
function firstOf(answer: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    answer
      .once("data", (bytes: Buffer) => {
        answer.pause();
        answer.unshift(bytes);
        resolve(bytes);
      })
      .once("end", () => resolve(undefined))
      .once("close", () => reject(new Error("The connection was closed.")));
  });
}

/** Of an event stream, of JSON, of a web page. */
const IS_TEXT = /^(?:\xEF\xBB\xBF)?\s*(?:(?:data|event|id|retry)\s*:|:[ \r\n]|\{\s*"|\[\s*[{"\]]|<[!\w])/i;

function kindOf([one = 0, two = 0]: Buffer, named: string): string {
  if (one === 0x1f && two === 0x8b) return "gzip";
  const hasHead = (one & 0x0f) === 8 && (one * 256 + two) % 31 === 0;
  return named === "deflate" && !hasHead ? "raw" : named;
}

const asFarAsItGoes = { finishFlush: constants.Z_SYNC_FLUSH };

const UNPACK: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: () => createGunzip(asFarAsItGoes),
  "x-gzip": () => createGunzip(asFarAsItGoes),
  deflate: () => createInflate(asFarAsItGoes),
  raw: () => createInflateRaw(asFarAsItGoes),
  br: () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: createZstdDecompress,
};
