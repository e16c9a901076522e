import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

/** What the registry takes at most, as a zip: wally-registry-backend/src/main.rs. */
const MOST_BYTES = 2 * 1024 * 1024;
/** What Wally must be told of a package, and how: https://github.com/UpliftGames/wally/blob/main/src/manifest.rs */
const MUST: Record<string, RegExp> = {
  name: /^[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}$/,
  version: /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/,
  registry: /^https:\/\/github\.com\/UpliftGames\/wally-index$/,
  realm: /^shared$/,
  description: /./,
  license: /^[\w.+-]+( (OR|AND) [\w.+-]+)*$/,
};

/**
 * The Wally package in the folder of packages has what Wally asks for, by its schema. Wally itself (0.4.0-alpha.1, by
 * `cargo install wally`, half an hour) packed it on 2026-11-29: `wally package --project-path dist/wally --output w.zip`.
 */
export async function checkWallyPackage({ packages }: { packages: string }): Promise<void> {
  const folder = join(packages, "wally");
  const manifest = sectionsOf(await readFile(join(folder, "wally.toml"), "utf8"));
  assert.deepEqual([...manifest.keys()], ["package", "dependencies"]);
  const about = manifest.get("package") ?? {};
  assert.deepEqual(Object.keys(about).sort(), Object.keys(MUST).sort());
  for (const [field, shape] of Object.entries(MUST)) assert.match(about[field] ?? "", shape, field);
  assert.deepEqual(manifest.get("dependencies"), {});

  const project = JSON.parse(await readFile(join(folder, "default.project.json"), "utf8")) as { name: string };
  assert.equal(project.name, about["name"]?.split("/")[1]);
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  // Wally leaves out what is hidden and what it installs itself.
  assert.deepEqual(
    files.filter(({ name }) => /^(\..*|wally\.lock|(Server|Dev)?Packages)$/.test(name)).map(({ name }) => name),
    [],
  );
  const sizes = await Promise.all(files.filter((file) => file.isFile()).map((file) => packedSize(file)));
  assert(sizes.reduce((sum, size) => sum + size, 0) < MOST_BYTES);
}

/** Of TOML what a manifest needs: sections, and names with a text. @throws of any other line. */
function sectionsOf(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> = {};
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const [, title, name, value] = /^(?:\[([a-z-]+)\]|([a-z-]+) = ("(?:[^"\\]|\\["\\])*"))$/.exec(line) ?? [];
    if (title !== undefined) sections.set(title, (section = {}));
    else if (name !== undefined && value !== undefined) section[name] = JSON.parse(value) as string;
    else throw new Error(`wally.toml: ${line}`);
  }
  return sections;
}

async function packedSize({ parentPath, name }: { parentPath: string; name: string }): Promise<number> {
  return deflateRawSync(await readFile(join(parentPath, name))).length;
}
