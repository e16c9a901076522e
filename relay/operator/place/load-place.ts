import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildProject } from "./build-project.ts";
import { PlaceError } from "./raw-instance.ts";
import { type PlaceInstance, readPlace } from "./read-place.ts";

/**
 * The place that a folder has: the file that was saved last, else its Rojo project. Undefined: it has neither.
 */
export function findPlace(folder: string): string | undefined {
  const names = readdirSync(folder);
  const saved = names
    .filter((name) => /\.rbxlx?$/i.test(name))
    .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  const projects = names.filter((name) => name.endsWith(".project.json")).sort();
  const project = projects.find((name) => name === "default.project.json") ?? projects[0];
  return saved[0]?.name ?? project;
}

/** Reads a place, a model, or a Rojo project, which Rojo builds for that. @throws {PlaceError} */
export async function loadPlace(file: string): Promise<PlaceInstance[]> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new PlaceError("is not there");
  if (stats.isDirectory()) {
    const inside = findPlace(file);
    if (inside === undefined) throw new PlaceError("is a folder without a place or a Rojo project in it");
    return loadPlace(join(file, inside));
  }
  if (file.endsWith(".project.json")) return readPlace(await buildProject(file));
  return readPlace(read(file));
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new PlaceError(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
