import assert from "node:assert/strict";
import { join } from "node:path";
import type { GameServer } from "../play/game-server.ts";
import { installAsWally } from "./install.ts";
import { GOODBYE, promptOfSmith, talkToTheSmith } from "./talk-to-the-smith.ts";
import { changeProject, inGameWithSmith, inPlaceOf, type Proof } from "./temp-game.ts";

/** Plays a place that has a model with the smith's tag and attribute, this model in one of its services, and nothing else. */
export async function dropModelInto(service: string, { packages, relay }: Proof): Promise<void> {
  await inGameWithSmith("bare-place", async (place) => {
    await dropModel(packages, place, service);
    await talkToTheSmith(place, { relay }, GOODBYE, async (server) => {
      await server.until(async () => (await armOf(server)) < 0.99);
      await server.until(async () => (await armOf(server)) > 0.999);
    });
  });
}

export async function dropModelTwice({ packages, relay }: Proof): Promise<void> {
  await inGameWithSmith("bare-place", async (place) => {
    await dropModel(packages, place, "ServerScriptService");
    await dropModel(packages, place, "Workspace");
    await inPlaceOf(place, { relay }, async (server) => {
      await server.until(() => server.logs.some(({ text }) => text.includes("it is in this place twice")));
      await server.until(() => promptOfSmith(server));
      assert.equal((await server.see("Workspace.Smith.HumanoidRootPart")).children.length, 1);
      assert.deepEqual(server.errors(), []);
    });
  });
}

/** In a game that has installed it by Wally and starts it itself. */
export async function dropModelIntoLuauGame({ packages, relay }: Proof): Promise<void> {
  await inGameWithSmith("luau-game", async (game) => {
    await installAsWally(packages, game);
    await dropModel(packages, game, "ServerScriptService");
    await inPlaceOf(game, { relay }, async (server) => {
      await server.until(() => server.errors().length > 0);
      await server.until(() => promptOfSmith(server));
      assert.equal((await server.see("Workspace.Smith.HumanoidRootPart")).children.length, 1);
      assert.equal(server.errors().length, 1);
      assert.match(server.errors()[0] ?? "", /another copy of it runs in this place already; take one of them out/);
    });
  });
}

async function dropModel(packages: string, place: string, service: string): Promise<void> {
  await changeProject(place, (tree) => {
    tree[service] = { ...tree[service], Townsfolk: { $path: join(packages, "townsfolk.rbxm") } };
  });
}

/** 1 while it hangs. */
async function armOf(server: GameServer): Promise<number> {
  const { properties } = await server.see("Workspace.Smith.RightShoulder");
  return (properties.C0 as number[])[3] ?? 1;
}
