import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWithRojo } from "../../emulator/host/rojo.ts";
import { compiledGame } from "../../play/compiled-game.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

interface Node {
  $path?: string;
  [name: string]: unknown;
}

interface ScriptsOptions {
  /** Whether the example's own server script stays out of the place. */
  isAlone?: boolean;
  /** A client script in place of the example's. */
  client?: string;
}

/** Builds the place with a server script of its developer's in it; returns the place file and how to remove it. */
export async function placeWithScript(
  luau: string,
  { isAlone = false, client }: ScriptsOptions = {},
): Promise<{ place: string; close(): Promise<void> }> {
  await compiledGame();
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-place-"));
  const project = JSON.parse(await readFile(join(ROOT, "default.project.json"), "utf8")) as { tree: Node };
  const tree = withAbsolutePaths(project.tree);
  const scripts = tree.ServerScriptService as Node;
  if (isAlone) delete scripts.Square;
  await writeFile(join(folder, "developer.server.luau"), luau);
  scripts.Developer = { $path: join(folder, "developer.server.luau") };
  if (client !== undefined) {
    await writeFile(join(folder, "developer.client.luau"), client);
    (tree.StarterPlayer as Node).StarterPlayerScripts = {
      $className: "StarterPlayerScripts",
      Developer: { $path: join(folder, "developer.client.luau") },
    };
  }
  await writeFile(join(folder, "default.project.json"), JSON.stringify(project));
  const place = join(folder, "place.rbxlx");
  await buildWithRojo(place, folder);
  return { place, close: () => rm(folder, { recursive: true, force: true }) };
}

function withAbsolutePaths(node: Node): Node {
  if (node.$path !== undefined) node.$path = resolve(ROOT, node.$path);
  for (const [name, child] of Object.entries(node)) {
    if (!name.startsWith("$")) withAbsolutePaths(child as Node);
  }
  return node;
}
