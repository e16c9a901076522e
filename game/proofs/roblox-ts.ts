import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { holesIn } from "./declarations.ts";
import { installByNpm } from "./install.ts";
import { shownIn, writeReadmeFiles } from "./readme-files.ts";
import { isStruck, SWORD, talkToTheSmith } from "./talk-to-the-smith.ts";
import { changeProject, inGameWithSmith, printedBy, type Proof } from "./temp-game.ts";

/** A game with React, remotes called `say` and `leave`, and immediate signals of its own. */
export async function installIntoRobloxTs({ packages, relay }: Proof): Promise<void> {
  await inGameWithSmith("rbxts-game", async (game) => {
    await installByNpm(packages, game);
    assert.deepEqual(holesIn(join(game, "node_modules/@rbxts/townsfolk/out"), game), []);
    await talkToTheSmith(game, { relay }, SWORD, async (server, ann) => {
      await isStruck(server);
      await ann.click("Purse");
      await server.until(async () => (await ann.texts()).includes("Gold: 6"));
      await server.until(() => printedBy(server).length === 3);
      assert.deepEqual(printedBy(server), [
        "Ann was told: A sword it is. Count three blows. (1 acts)",
        "Ann shouts: One sword!",
        "Ann leaves the smithy: for dinner",
      ]);
    });
  });
}

export async function playReadmeInRobloxTs({ packages, relay }: Proof): Promise<void> {
  const modules = await shownIn("json");
  await inGameWithSmith("rbxts-game", async (game) => {
    await rm(join(game, "src"), { recursive: true });
    await writeReadmeFiles("src", game, /\.ts$/);
    await changeProject(game, (tree) => {
      tree.ReplicatedStorage = JSON.parse(modules) as object;
    });
    await installByNpm(packages, game);
    await talkToTheSmith(game, { relay }, SWORD, isStruck);
  });
}
