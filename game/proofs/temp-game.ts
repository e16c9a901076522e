import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { buildWithRojo } from "../emulator/host/rojo.ts";

export interface TempGame {
  folder: string;
  /** Builds its place by the real Rojo, and returns the file. */
  build(): Promise<string>;
  close(): Promise<void>;
}

/** A copy of the game in a folder, outside the repository: what it finds there is all that it has. */
export async function openTempGame(source: string): Promise<TempGame> {
  const folder = await mkdtemp(join(tmpdir(), `townsfolk-${basename(source)}-`));
  await cp(source, folder, { recursive: true });
  return {
    folder,
    async build() {
      const place = join(folder, "place.rbxlx");
      await buildWithRojo(place, folder);
      return place;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
