import { openTown, type Town, type TownOptions } from "../../emulator/host/place-server.ts";
import type { Visitor, VisitorOptions } from "../../emulator/host/visitor.ts";
import { compiledGame } from "../../play/compiled-game.ts";
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
export async function closeStage(): Promise<void> {
  for (const opened of open.splice(0).reverse()) await opened.close();
}

/** The compiled game in its town, with the real relay; the tests of a file that do not ask for their own share one. */
export async function openStage(options: Partial<TownOptions> = {}): Promise<{ town: Town; relay: TestRelay }> {
  const relay = await (rehearsal ??= openRelay());
  return { relay, town: await openGame(relay, options) };
}

afterAll(async () => (await rehearsal)?.close());

/** The same with a model of which the test is the brain. */
export async function openStageWithModel(
  answer?: (completion: Completion) => void,
): Promise<{ town: Town; relay: TestRelay; model: TestModel }> {
  const model = keep(await openModel(answer));
  const relay = keep(await openRelay({ modelUrl: model.url }));
  return { model, relay, town: await openGame(relay) };
}

/** The compiled game alone, which looks for its relay where it is told to. */
export async function openGame(
  { url, key }: { url: string; key: string },
  options: Partial<TownOptions> = {},
): Promise<Town> {
  const place = await compiledGame();
  return keep(await openTown({ place, config: { relayUrl: url, relayKey: key }, ...options }));
}

let visitors = 0;

/** A player who stands before the NPC. */
export async function joinBefore(
  town: Town,
  npc: keyof typeof AT,
  options: Partial<VisitorOptions> = {},
): Promise<Visitor> {
  visitors += 1;
  return town.join({ userId: 1000 + visitors, name: `Player${visitors}`, at: AT[npc], ...options });
}

export function keep<T extends { close(): Promise<void> }>(opened: T): T {
  open.push(opened);
  return opened;
}
