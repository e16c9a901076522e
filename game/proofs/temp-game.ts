import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { buildWithRojo } from "../emulator/host/rojo.ts";
import { type GameServer, type GameServerOptions, startGameServer } from "../play/game-server.ts";
import type { TestRelay } from "../test/support/relay.ts";

/** What a proof has: the folder of built packages, and a relay that plays the README's sheet and the example's. */
export interface Proof {
  packages: string;
  relay: TestRelay;
}

const GAMES = join(import.meta.dirname, "games");

/** Works on a copy of the game, outside the repository: what it finds there is all that it has. */
export async function inTempGame(source: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `townsfolk-${basename(source)}-`));
  try {
    await cp(source, folder, { recursive: true });
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One of the games beside this file, with the smith in it. */
export async function inGameWithSmith(name: string, work: (folder: string) => Promise<void>): Promise<void> {
  await inTempGame(join(GAMES, name), async (folder) => {
    await cp(join(GAMES, "smith.model.json"), join(folder, "smith.model.json"));
    await work(folder);
  });
}

/** Builds the game's place by the real Rojo, and runs it while somebody looks at it. */
export async function inPlaceOf(
  folder: string,
  options: Partial<GameServerOptions>,
  look: (server: GameServer) => Promise<void>,
): Promise<void> {
  const place = join(folder, "place.rbxlx");
  await buildWithRojo(place, folder);
  const server = await startGameServer({ place, ...options });
  try {
    await look(server);
  } finally {
    await server.close();
  }
}

/** Changes what the game's Rojo project puts where. */
export async function changeProject(
  folder: string,
  change: (tree: Record<string, object | undefined>) => void,
): Promise<void> {
  const file = join(folder, "default.project.json");
  const project = JSON.parse(await readFile(file, "utf8")) as { tree: Record<string, object | undefined> };
  change(project.tree);
  await writeFile(file, JSON.stringify(project));
}

export function printedBy({ logs }: GameServer): string[] {
  return logs.filter(({ level }) => level === "print").map(({ text }) => text);
}
