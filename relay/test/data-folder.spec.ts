import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { codeOf } from "../lib/error-code.ts";
import { forOwnerAlone } from "../store/for-owner-alone.ts";
import { openRelay } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "townsfolk-"))));
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
async function modesIn(dataDir: string): Promise<Record<string, string>> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const inside = entries.filter((entry) => entry.isFile() || entry.isDirectory());
  const paths = [dataDir, ...inside.map((entry) => join(entry.parentPath, entry.name))];
  const modes = await Promise.all(
    paths.map((path) =>
      modeOf(path).then(
        (mode) => [[path, mode] as const],
        // What the relay has taken away meanwhile stands open to nobody.
        (error: unknown) => (codeOf(error) === "ENOENT" ? [] : Promise.reject(error as Error)),
      ),
    ),
  );
  return Object.fromEntries(modes.flat());
}
const isOwnersAlone = (modes: Record<string, string>) => Object.values(modes).every((mode) => mode.endsWith("00"));

test("a folder that stood open to all, and every file in it, are the owner's alone after a start", async () => {
  const dataDir = join(folder, "data");
  await mkdir(join(dataDir, "letta", "deep"), { recursive: true });
  new DatabaseSync(join(dataDir, "townsfolk.db")).close();
  for (const file of ["letta/deep/talk.jsonl", "backup.db", "townsfolk.db"]) {
    await writeFile(join(dataDir, file), "", { flag: "a" });
    await chmod(join(dataDir, file), 0o644);
  }
  for (const dir of ["letta/deep", "letta", ""]) await chmod(join(dataDir, dir), 0o755);
  await writeFile(join(folder, "outside"), "");
  await chmod(join(folder, "outside"), 0o644);
  await symlink(join(folder, "outside"), join(dataDir, "a-link"));

  const relay = await openRelay({ dataDir });
  await relay.talk("guard", 1, "Hello");
  const modes = await modesIn(dataDir);
  await relay.close();
  expect(modes).toMatchObject({
    [dataDir]: "700",
    [join(dataDir, "letta")]: "700",
    [join(dataDir, "letta/deep/talk.jsonl")]: "600",
    [join(dataDir, "backup.db")]: "600",
    [join(dataDir, "townsfolk.db")]: "600",
    [join(dataDir, "townsfolk.db-wal")]: "600",
    [join(dataDir, "townsfolk.db-shm")]: "600",
    [join(dataDir, "lock.db")]: "600",
  });
  expect(isOwnersAlone(modes)).toBe(true);
  expect(await modeOf(join(folder, "outside"))).toBe("644");
});

test("a folder behind a link is closed as well", async () => {
  const [real, link] = [join(folder, "real"), join(folder, "link")];
  await mkdir(real);
  await chmod(real, 0o777);
  await symlink(real, link);
  const relay = await openRelay({ dataDir: link });
  await relay.close();
  expect(await modeOf(real)).toBe("700");
});

test("a relay that was started where everybody may read new files writes none that others may", async () => {
  const before = process.umask(0o000);
  const dataDir = join(folder, "new");
  try {
    const relay = await startRelayProcess(folder, { DATA_DIR: dataDir });
    const talk = await fetch(`${relay.url}/v1/talk`, {
      method: "POST",
      headers: { authorization: "Bearer dev" },
      body: JSON.stringify({ npc: "guard", player: 1, text: "Hello" }),
    });
    expect(talk.status).toBe(200);
    await fetch(`${relay.url}/v1/admin/export`, { headers: { authorization: "Bearer dev" } }).then((r) => r.bytes());
    const modes = await modesIn(dataDir);
    await relay.stop("SIGTERM");
    expect({ modes, isOwnersAlone: isOwnersAlone(modes) }).toEqual({ modes, isOwnersAlone: true });
  } finally {
    process.umask(before);
  }
});

test("a folder in it that is shut to the relay, such as a disk's lost+found, is let be", async () => {
  const dataDir = join(folder, "disk");
  await mkdir(join(dataDir, "lost+found"), { recursive: true });
  await writeFile(join(dataDir, "townsfolk.db"), "");
  await chmod(join(dataDir, "townsfolk.db"), 0o644);
  await chmod(join(dataDir, "lost+found"), 0o000);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) for (const path of [folder, dataDir, join(dataDir, "townsfolk.db")]) await chown(path, NOBODY, NOBODY);
  try {
    if (isRoot) process.seteuid?.(NOBODY);
    expect(forOwnerAlone(dataDir)).toEqual([]);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  expect(await modeOf(join(dataDir, "townsfolk.db"))).toBe("600");
  await chmod(join(dataDir, "lost+found"), 0o700);
});

/** To whom every folder is shut that says so, where root finds all of them open. */
const NOBODY = 65_534;

test.each([
  ["a file", "package.json"],
  ["below a file", "package.json/data"],
  ["where the system makes no folders", "/proc/townsfolk/data"],
])("a data folder that is %s is refused at once, with the setting's name and the path", async (_what, dataDir) => {
  const folder = resolve(dataDir);
  await expect(openRelay({ dataDir: folder })).rejects.toThrow(`DATA_DIR: ${folder} cannot be made or written`);
});
