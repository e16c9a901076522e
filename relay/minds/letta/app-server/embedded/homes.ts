import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The names of so many Lettas of the relay's own. The first bears none, as it did when it was alone. */
export const ownNames = (processes: number): string[] => [
  "",
  ...Array.from({ length: processes - 1 }, (_, at) => String(at + 2)),
];

/** Where all that one of them writes is. */
export const homeOf = (dataDir: string, name: string): string => join(dataDir, name === "" ? "letta" : `letta-${name}`);

/** Of a Letta that is not started any more nobody would erase what it keeps of talks; they go on from the relay's store. */
export function removeOtherHomes(dataDir: string, names: string[]): void {
  const kept = new Set(names.map((name) => homeOf(dataDir, name)));
  for (const name of existsSync(dataDir) ? readdirSync(dataDir) : []) {
    const dir = join(dataDir, name);
    if (/^letta(-[0-9a-f]{8})?(-\d+)?$/.test(name) && !kept.has(dir))
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
