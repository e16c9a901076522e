import type { GameServer, GameServerOptions } from "../../play/game-server.ts";
import { placeWithScript } from "./developers-script.ts";
import { keep, openGameAt } from "./game.ts";
import { type Completion, openModel, type TestModel } from "./model.ts";
import { openRelay, type TestRelay } from "./relay.ts";
import { openWiretap, type Wiretap, type WiretapOptions } from "./wiretap.ts";

/** What a host game that is written in Luau begins with. */
const LIBRARY = `
local library = game:GetService("ServerScriptService").Townsfolk
local startTownsfolk = require(library["start-townsfolk"]).startTownsfolk
local defineAct = require(library.acts["define-act"]).defineAct
local arguments = require(library.acts.arguments)
`;

interface OpenedTown {
  server: GameServer;
  relay: TestRelay;
  model: TestModel;
  wire: Wiretap;
}

/** The square of another host game: its one server script, in Luau, starts the town. Between it and its relay is a wiretap. */
export async function openTown(
  script: string,
  answer?: (completion: Completion) => void,
  { change, ...conditions }: WiretapOptions & Partial<GameServerOptions> = {},
): Promise<OpenedTown> {
  const model = keep(await openModel(answer));
  const relay = keep(await openRelay({ modelUrl: model.url }));
  const wire = keep(await openWiretap(relay.url, change && { change }));
  const { place } = keep(await placeWithScript(LIBRARY + script, { isAlone: true }));
  const server = await openGameAt({ url: wire.url, key: relay.key }, { place, ...conditions });
  return { server, relay, model, wire };
}

/** What the developer was warned of. */
export function warningsOf(server: GameServer): string[] {
  return server.logs.filter(({ level }) => level === "warn").map(({ text }) => text);
}

/** What the script has printed. */
export function printedBy(server: GameServer): string[] {
  return server.logs.filter(({ level }) => level === "print").map(({ text }) => text);
}
