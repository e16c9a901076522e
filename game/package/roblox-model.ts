import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildWithRojo } from "../emulator/host/rojo.ts";
import { ROOT } from "./root.ts";

const MODEL = join(ROOT, "game/package/model");

/**
 * Builds the model for a place that has nothing else: a script with the library in it, which it moves to where clients find it.
 * `library` is the folder of the Luau library; the project file is written into `folder`. Every script says where it runs, as
 * https://create.roblox.com/docs/scripting/locations asks of models.
 */
export async function makeModel(library: string, folder: string, file: string): Promise<void> {
  const project = join(folder, "model.project.json");
  const tree = {
    $path: join(MODEL, "server"),
    Townsfolk: { $path: library, Client: { $path: join(MODEL, "client.client.luau") } },
  };
  await writeFile(project, JSON.stringify({ name: "StartTownsfolk", emitLegacyScripts: false, tree }));
  await buildWithRojo(file, project);
}
