import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installAsWally } from "./install.ts";
import { writeReadmeFiles } from "./readme-files.ts";
import { isStruck, SWORD, talkToTheSmith } from "./talk-to-the-smith.ts";
import { inGameWithSmith, inPlaceOf, printedBy, type Proof } from "./temp-game.ts";

export async function installIntoLuau({ packages, relay }: Proof): Promise<void> {
  await inGameWithSmith("luau-game", async (game) => {
    await installAsWally(packages, game);
    await talkToTheSmith(game, { relay }, SWORD, async (server) => {
      await isStruck(server);
      const told = ["Ann shouts: Hello, smith!", "Ann was told: A sword it is. Count three blows."];
      assert.deepEqual(printedBy(server), told);
    });
  });
}

/** As a published game: it has no Configuration, and finds its relay by its secrets. */
export async function playReadmeInLuau({ packages, relay }: Proof): Promise<void> {
  await inGameWithSmith("luau-game", async (game) => {
    await writeReadmeFiles("src", game, /\.luau$/);
    await installAsWally(packages, game);
    await talkToTheSmith(game, { relay, studio: false }, SWORD, isStruck);
  });
}

export async function takeTheWrongSide({ packages, relay }: Proof): Promise<void> {
  await inGameWithSmith("luau-game", async (game) => {
    await installAsWally(packages, game);
    const call = (name: string): string =>
      `print(pcall(require(game:GetService("ReplicatedStorage").Packages.Townsfolk).${name}))`;
    await writeFile(join(game, "src/server/main.server.luau"), call("startDialogue"));
    await writeFile(join(game, "src/client/main.client.luau"), call("startTownsfolk"));
    await inPlaceOf(game, { relay }, async (server) => {
      await server.join({ userId: 7, name: "Ann" });
      await server.until(() => printedBy(server).length === 2);
      assert.match(printedBy(server)[0] ?? "", /startDialogue is for scripts of the client/);
      assert.match(printedBy(server)[1] ?? "", /startTownsfolk is for scripts of the server/);
    });
  });
}
