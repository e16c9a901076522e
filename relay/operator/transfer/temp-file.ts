import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { RelayError } from "../../http/errors.ts";

/** Lends an empty file that only we may read, and removes it however that ends. */
export async function withTempFile<T>(dataDir: string, use: (file: string) => Promise<T>): Promise<T> {
  await mkdir(folderIn(dataDir), { recursive: true, mode: 0o700 });
  const path = join(folderIn(dataDir), `${randomUUID()}.db`);
  await (await open(path, "wx", 0o600)).close();
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** A folder of its own there, which is not made yet. */
export const tempFolder = (dataDir: string): string => join(folderIn(dataDir), randomUUID());

/** What a relay that was killed left behind. */
export const removeTempFiles = (dataDir: string): void => rmSync(folderIn(dataDir), { recursive: true, force: true });

/** @throws {RelayError} `body_too_large` */
export async function save(body: AsyncIterable<Uint8Array>, path: string, maxBytes: number): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    let written = 0;
    for await (const piece of body) {
      written += piece.length;
      if (written > maxBytes) throw new RelayError("body_too_large", `The file is over ${maxBytes} bytes.`);
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
}

const folderIn = (dataDir: string): string => join(dataDir, "transfer");
