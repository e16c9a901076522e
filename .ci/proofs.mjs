// What other games install is put into three of them and into our example, outside the repository, and played against a real relay:
// npm run test:proofs. By the real compiler and the real Rojo.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildModel } from "../game/package/build-model.ts";
import { installAsWally, installByNpm } from "../game/proofs/install.ts";
import { writeReadmeFiles } from "../game/proofs/readme-files.ts";
import { solveTheCase } from "../game/proofs/solve-the-case.ts";
import { talkToTheSmith } from "../game/proofs/talk-to-the-smith.ts";
import { openTempGame } from "../game/proofs/temp-game.ts";
import { openRelay } from "../game/test/support/relay.ts";

const SWORD = { say: "Make me a sword.", hear: "A sword it is. Count three blows." };
const GOODBYE = { say: "Goodbye.", hear: "Go well." };

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const PROOFS = at("../game/proofs");
const DETECTIVE = at("../game/examples/detective");

let packages;
let relay;
before(async () => {
  packages = await mkdtemp(join(tmpdir(), "townsfolk-packages-"));
  await buildModel(packages);
  await writeReadmeFiles("npcs", packages, /\.md$/);
  await cp(join(DETECTIVE, "npcs"), join(packages, "npcs"), { recursive: true });
  relay = await openRelay({ main: at("proofs/relay.mjs"), env: { SHEETS: join(packages, "npcs") } });
});
after(async () => {
  await relay?.close();
  await rm(packages, { recursive: true, force: true });
});

test("a roblox-ts game installs it by npm beside its own React and remotes of the same names", async () => {
  await inGame(join(PROOFS, "games/rbxts-game"), async (game) => {
    await addSmith(game.folder);
    await installByNpm(packages, game.folder);
    await talkToTheSmith({ place: await game.build(), relay }, SWORD, async ({ server, ann }) => {
      await isStruck({ server });
      await ann.click("Purse");
      await server.until(async () => (await ann.texts()).includes("Gold: 6"));
      await server.until(() => printed(server).length === 3);
      assert.deepEqual(printed(server), [
        "Ann was told: A sword it is. Count three blows. (1 acts)",
        "Ann shouts: One sword!",
        "Ann leaves the smithy: for dinner",
      ]);
    });
  });
});

test("a Luau game installs it as Wally would", async () => {
  await inGame(join(PROOFS, "games/luau-game"), async (game) => {
    await addSmith(game.folder);
    await installAsWally(packages, game.folder);
    await talkToTheSmith({ place: await game.build(), relay }, SWORD, async ({ server }) => {
      await isStruck({ server });
      assert.deepEqual(printed(server), [
        "Ann shouts: Hello, smith!",
        "Ann was told: A sword it is. Count three blows.",
      ]);
    });
  });
});

test("the README's own lines for roblox-ts talk", async () => {
  await inGame(join(PROOFS, "games/rbxts-game"), async (game) => {
    await addSmith(game.folder);
    await rm(join(game.folder, "src"), { recursive: true });
    await writeReadmeFiles("src", game.folder, /\.ts$/);
    await installByNpm(packages, game.folder);
    await talkToTheSmith({ place: await game.build(), relay }, SWORD, isStruck);
  });
});

test("the README's own lines for Luau talk", async () => {
  await inGame(join(PROOFS, "games/luau-game"), async (game) => {
    await addSmith(game.folder);
    await writeReadmeFiles("src", game.folder, /\.luau$/);
    await installAsWally(packages, game.folder);
    await talkToTheSmith({ place: await game.build(), relay }, SWORD, isStruck);
  });
});

for (const service of ["ServerScriptService", "Workspace", "ReplicatedStorage"]) {
  test(`the model talks in a place that has nothing else, dropped into ${service}`, async () => {
    await inGame(join(PROOFS, "games/bare-place"), async (game) => {
      await addSmith(game.folder);
      await dropModel(game.folder, service);
      await talkToTheSmith({ place: await game.build(), relay }, GOODBYE, async ({ server }) => {
        const shoulder = async () => (await server.see("Workspace.Smith.RightShoulder")).properties.C0;
        await server.until(async () => (await shoulder())[3] < 0.99);
        await server.until(async () => (await shoulder())[3] > 0.999);
      });
    });
  });
}

test("the detective's example needs nothing but the public API, and no React", async () => {
  await inGame(DETECTIVE, async (game) => {
    await installByNpm(packages, game.folder);
    await solveTheCase({ place: await game.build(), relay });
  });
});

async function addSmith(folder) {
  await cp(join(PROOFS, "games/smith.model.json"), join(folder, "smith.model.json"));
}

async function dropModel(folder, service) {
  const file = join(folder, "default.project.json");
  const project = JSON.parse(await readFile(file, "utf8"));
  project.tree[service] = { ...project.tree[service], Townsfolk: { $path: join(packages, "townsfolk.rbxm") } };
  await writeFile(file, JSON.stringify(project));
}

async function inGame(source, play) {
  const game = await openTempGame(source);
  try {
    await play(game);
  } finally {
    await game.close();
  }
}

async function isStruck({ server }) {
  assert.equal((await server.see("Workspace.Smith")).attributes.Struck, 3);
}

const printed = ({ logs }) => logs.filter(({ level }) => level === "print").map(({ text }) => text);
