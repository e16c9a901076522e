// What other games install is put into three of them and into our example, outside the repository, by the real compiler and the
// real Rojo, and played against a real relay: npm run test:proofs.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildModel } from "../game/package/build-model.ts";
import { installIntoLuau, playReadmeInLuau, takeTheWrongSide } from "../game/proofs/luau.ts";
import { dropModelInto, dropModelIntoLuauGame, dropModelTwice } from "../game/proofs/model.ts";
import { writeReadmeFiles } from "../game/proofs/readme-files.ts";
import { installIntoRobloxTs, playReadmeInRobloxTs } from "../game/proofs/roblox-ts.ts";
import { DETECTIVE, solveTheCase } from "../game/proofs/solve-the-case.ts";
import { checkWallyPackage } from "../game/proofs/wally.ts";
import { openRelay } from "../game/test/support/relay.ts";

const proof = {};
before(async () => {
  proof.packages = await mkdtemp(join(tmpdir(), "townsfolk-packages-"));
  await buildModel(proof.packages);
  await writeReadmeFiles("npcs", proof.packages, /\.md$/);
  const sheets = join(proof.packages, "npcs");
  await cp(join(DETECTIVE, "npcs"), sheets, { recursive: true });
  const main = fileURLToPath(new URL("proofs/relay.mjs", import.meta.url));
  proof.relay = await openRelay({ main, env: { SHEETS: sheets } });
});
after(async () => {
  await proof.relay?.close();
  await rm(proof.packages, { recursive: true, force: true });
});

test("a roblox-ts game installs it by npm, beside its own React and remotes of the same names", () =>
  installIntoRobloxTs(proof));
test("the README's own lines for roblox-ts talk", () => playReadmeInRobloxTs(proof));
test("the Wally package is one that Wally and its registry take", () => checkWallyPackage(proof));
test("a Luau game installs it as Wally would", () => installIntoLuau(proof));
test("the README's own lines for Luau talk, in a published game that has its secrets", () => playReadmeInLuau(proof));
test("a part of the other side says whose it is", () => takeTheWrongSide(proof));
for (const service of ["ServerScriptService", "Workspace", "ReplicatedStorage"])
  test(`the model talks in a place that has nothing else, in ${service}`, () => dropModelInto(service, proof));
test("the model that is in a place twice starts once, and says so", () => dropModelTwice(proof));
test("two copies that were installed in two ways: one starts, and the other says so", () =>
  dropModelIntoLuauGame(proof));
test("the detective's example needs the public API only, and no React", () => solveTheCase(proof));
