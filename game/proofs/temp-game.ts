import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWithRojo } from "../emulator/host/rojo.ts";

const GAMES = join(import.meta.dirname, "games");

export interface TempGame {
  folder: string;
  /** Builds its place by the real Rojo, and returns the file. */
  build(): Promise<string>;
  close(): Promise<void>;
}

/** A copy of one of the games here outside the repository, with the smith in it: what it finds there is all that it has. */
export async function openTempGame(name: string): Promise<TempGame> {
  const folder = await mkdtemp(join(tmpdir(), `townsfolk-${name}-`));
  await cp(join(GAMES, name), folder, { recursive: true });
  await cp(join(GAMES, "smith.model.json"), join(folder, "smith.model.json"));
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
