import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlaceServer } from "../host/place-server.ts";
import { buildWithRojo } from "../host/rojo.ts";
import { printed } from "./support/little-place.ts";

let folder = "";

beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "run-context-"))));
afterEach(() => rm(folder, { recursive: true }));

const SERVICES = ["ServerScriptService", "ServerStorage", "ReplicatedStorage"];

/** A script in each of the services, which prints where it runs. */
async function placeWith(ending: string, emitLegacyScripts: boolean): Promise<string> {
  const tree: Record<string, unknown> = { $className: "DataModel" };
  for (const service of SERVICES) {
    await mkdir(join(folder, service));
    const isServer = 'if game:GetService("RunService"):IsServer() then "server" else "client"';
    await writeFile(join(folder, service, `it.${ending}.luau`), `print("${service}", ${isServer})`);
    tree[service] = { $path: join(folder, service) };
  }
  const project = join(folder, "default.project.json");
  await writeFile(project, JSON.stringify({ name: "Contexts", emitLegacyScripts, tree }));
  const place = join(folder, "place.rbxlx");
  await buildWithRojo(place, project);
  return place;
}

test.each([
  ["server", false, ["ReplicatedStorage server", "ServerScriptService server"]],
  ["server", true, ["ServerScriptService server"]],
  ["client", false, ["ReplicatedStorage client"]],
])("a %s script runs where its RunContext lets it (of old: %s)", async (ending, isLegacy, expected) => {
  const server = await startPlaceServer({ place: await placeWith(ending, isLegacy) });
  try {
    await server.join({ userId: 1, name: "Ann" });
    expect((await printed(server, expected.length)).sort()).toEqual(expected);
  } finally {
    await server.close();
  }
});
