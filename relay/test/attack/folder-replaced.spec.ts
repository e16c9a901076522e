import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { speakTo } from "../support/relay.ts";
import { startRelayProcess } from "../support/relay-process.ts";

let home: string;
let parent: string;
let dataDir: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "townsfolk-"));
  parent = join(home, "disk");
  dataDir = join(parent, "data");
  await mkdir(dataDir, { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

test.each([
  ["a file in its place", async () => (await away(dataDir), writeFile(dataDir, "none"))],
  ["a file in the place of the folder around it", async () => (await away(parent), writeFile(parent, "none"))],
  ["a link to itself in its place", async () => (await away(dataDir), symlink(dataDir, dataDir))],
])(
  "a data folder that is taken away, with %s: the relay says where all that it held is, and ends",
  async (_what, take) => {
    const relay = await startRelayProcess(home, { DATA_DIR: dataDir, TMPDIR: home });
    const exit = once(relay.child, "exit");
    await speakTo(relay.url).talk("guard", 1, "One");
    await take();
    expect(await exit).toEqual([1, null]);
    expect(relay.output()).toMatch(/Townsfolk has stopped\.\n\S+townsfolk\.db was taken away/);
    const [, where = ""] = /held is in (\S+townsfolk\.db)\./.exec(relay.output()) ?? [];
    expect(where).toContain(join(home, "townsfolk-rescued-"));
    const db = new DatabaseSync(where, { readOnly: true });
    expect(db.prepare("SELECT text FROM turns").all()).toMatchObject([{ text: "One" }]);
    db.close();
  },
);

const away = (folder: string): Promise<void> => rename(folder, join(dirname(folder), "away"));
