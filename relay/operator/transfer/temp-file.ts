import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { RelayError } from "../../http/errors.ts";

/**
 * Writes a body down, so that it can be read twice: once to be checked, once to be taken in. The file loses its name at once,
 * so nothing of it is left however the process ends. Whoever asked closes it.
 * @throws {RelayError} `body_too_large`
 */
export async function spool(body: AsyncIterable<Uint8Array>, dataDir: string, maxBytes: number): Promise<FileHandle> {
  const path = join(dataDir, `import-${randomUUID()}.tmp`);
  const file = await open(path, "wx+", 0o600);
  try {
    await unlink(path);
    let written = 0;
    for await (const piece of body) {
      written += piece.length;
      if (written > maxBytes) throw new RelayError("body_too_large", `The file is over ${maxBytes} bytes.`);
      await file.writeFile(piece);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
