import type { PlayerOptions } from "../../emulator/host/player.ts";
import { compiledGame } from "../../play/compiled-game.ts";
import { type GamePlayer, type GameServer, type GameServerOptions, startGameServer } from "../../play/game-server.ts";
import { type Completion, openModel, type TestModel } from "./model.ts";
import { openRelay, type TestRelay } from "./relay.ts";

/** Where the innkeeper, the merchant and the guard can be talked to. */
export const AT = {
  innkeeper: [-17, 3, -12],
  merchant: [21, 3, -8],
  guard: [0, 3, -34],
} satisfies Record<string, [number, number, number]>;

const open: { close(): Promise<void> }[] = [];
let rehearsal: Promise<TestRelay> | undefined;

/** Ends everything that a test has opened, the latest first. For `afterEach`. */
export async function closeGames(): Promise<void> {
  for (const opened of open.splice(0).reverse()) await opened.close();
}

/** The compiled game in a place server, with the real relay; the tests of a file that do not ask for their own share one. */
export async function openGame(
  options: Partial<GameServerOptions> = {},
): Promise<{ server: GameServer; relay: TestRelay }> {
  const relay = await (rehearsal ??= openRelay());
  return { relay, server: await openGameAt(relay, options) };
}

afterAll(async () => (await rehearsal)?.close());

/** The same with a model of which the test is the brain. */
export async function openGameWithModel(
  answer?: (completion: Completion) => void,
): Promise<{ server: GameServer; relay: TestRelay; model: TestModel }> {
  const model = keep(await openModel(answer));
  const relay = keep(await openRelay({ modelUrl: model.url }));
  return { model, relay, server: await openGameAt(relay) };
}

/** The compiled game alone, which looks for its relay where it is told to. */
export async function openGameAt(
  { url, key }: { url: string; key: string },
  options: Partial<GameServerOptions> = {},
): Promise<GameServer> {
  const place = await compiledGame();
  return keep(await startGameServer({ place, relay: { url, key }, ...options }));
}

let players = 0;

/** A player who stands before the NPC. */
export async function joinBefore(
  server: GameServer,
  npc: keyof typeof AT,
  options: Partial<PlayerOptions> = {},
): Promise<GamePlayer> {
  players += 1;
  return server.join({ userId: 1000 + players, name: `Player${players}`, at: AT[npc], ...options });
}

export function keep<T extends { close(): Promise<void> }>(opened: T): T {
  open.push(opened);
  return opened;
}
