import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildWithRojo } from "../../emulator/host/rojo.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const COMPILER = join(ROOT, "node_modules/roblox-ts/out/CLI/cli.js");
const PARTS = ["relay", "game/townsfolk", "game/square", "default.project.json", "package.json", "tsconfig.json"];
/** Rojo and the compiler want to find these in the project itself; everything else they and the relay find by links. */
const COPIED = ["@rbxts", "@rbxts-js"];

/** This project once more, in a folder of its own, for whoever wants to change it. */
export interface ProjectCopy {
  /** The relay's entry. */
  main: string;
  add(file: string, text: string): Promise<void>;
  /** Puts one line into a file, after the one that is given. */
  addLine(file: string, line: string, after: string): Promise<void>;
  /** Compiles the game and builds its place file. Throws what the compiler says is wrong. */
  build(): Promise<string>;
  close(): Promise<void>;
}

export async function copyProject(): Promise<ProjectCopy> {
  const root = await mkdtemp(join(tmpdir(), "townsfolk-copy-"));
  for (const part of PARTS) await cp(join(ROOT, part), join(root, part), { recursive: true });
  await linkModules(root);
  return {
    main: join(root, "relay/main.ts"),
    add: (file, text) => writeFile(join(root, file), text, { flag: "wx" }),
    async addLine(file, line, after) {
      const lines = (await readFile(join(root, file), "utf8")).split("\n");
      const at = lines.indexOf(after);
      if (at < 0) throw new Error(`${file} has no line: ${after}`);
      await writeFile(join(root, file), lines.toSpliced(at + 1, 0, line).join("\n"));
    },
    async build() {
      await promisify(execFile)(process.execPath, [COMPILER], { cwd: root }).catch((error: unknown) => {
        throw new Error((error as { stdout?: string }).stdout, { cause: error });
      });
      const place = join(root, "place.rbxlx");
      await buildWithRojo(place, root);
      return place;
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

async function linkModules(root: string): Promise<void> {
  const [from, to] = [join(ROOT, "node_modules"), join(root, "node_modules")];
  await mkdir(to);
  for (const name of await readdir(from)) {
    if (COPIED.includes(name)) await cp(join(from, name), join(to, name), { recursive: true });
    else if (!name.startsWith(".")) await symlink(join(from, name), join(to, name));
  }
}
