import { readFileSync } from "node:fs";

const MEMORY_MEBIBYTES = 256;
const LIBRARY = new URL("../../../node_modules/luau-web/src/lib/Luau.Web.Asyncify.js", import.meta.url);

/**
 * Makes a WebAssembly instance of luau-web, with `MEMORY_MEBIBYTES` of memory. As it comes it has a fixed 17 MiB, which a
 * game with React and a few players outgrows, and there is no setting: so its memory section is rewritten.
 */
export function instantiateLuau(imports: unknown, receive: (instance: unknown, module: unknown) => void): void {
  compiled ??= WebAssembly.compile(widenMemory(embeddedWasm(), MEMORY_MEBIBYTES * PAGES_PER_MEBIBYTE));
  void compiled.then(async (module) => receive(await WebAssembly.instantiate(module, imports), module));
}

let compiled: Promise<object> | undefined;

/** In no library of TypeScript's but the browser's. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: unknown): Promise<object>;
};

const PAGES_PER_MEBIBYTE = 16;
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

function embeddedWasm(): Buffer {
  const [, base64] = /base64Decode\("(AGFzbQ[^"]+)"\)/.exec(readFileSync(LIBRARY, "utf8")) ?? [];
  if (!base64) throw new Error("luau-web has no WebAssembly where version 1.4 had it");
  return Buffer.from(base64, "base64");
}

/** https://webassembly.github.io/spec/core/binary/modules.html#memory-section */
function widenMemory(wasm: Buffer, pages: number): Buffer {
  const parts: Uint8Array[] = [wasm.subarray(0, HEADER_BYTES)];
  for (let at = HEADER_BYTES; at < wasm.length;) {
    const [size, body] = readNumber(wasm, at + 1);
    const end = body + size;
    parts.push(wasm[at] === MEMORY_SECTION ? memorySection(pages) : wasm.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function memorySection(pages: number): Uint8Array {
  const body = [1, HAS_MAXIMUM, ...writeNumber(pages), ...writeNumber(pages)];
  return Uint8Array.from([MEMORY_SECTION, ...writeNumber(body.length), ...body]);
}

/** An unsigned LEB128 number and the place after it. */
function readNumber(bytes: Uint8Array, at: number): [value: number, after: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

function writeNumber(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeNumber(value >>> 7)];
}
