import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { readSheet } from "../cast/read-sheet.ts";
import { frontMatter } from "../cast/sheet.ts";

/** The page that a newcomer follows word for word: what it says to copy is copied, and run wherever no Studio is needed. */
const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

const blocksOf = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);
/** A line may have several commands, and a comment after two spaces. */
const LINES = blocksOf("sh").flatMap((block) =>
  block
    .trim()
    .split("\n")
    .map((line) => line.replace(/ {2,}#.*$/, "")),
);
const COMMANDS = LINES.flatMap((line) => line.split(/ (?:&&|\|) /));
const SHEETS = blocksOf("yaml").filter((text) => text.startsWith("---\n"));

test("every command on the page is one that there is", () => {
  expect(COMMANDS.length).toBeGreaterThan(5);
  expect(COMMANDS.filter((command) => !isKnown(command))).toEqual([]);
  const named = [...README.matchAll(/`npm (?:run )?(?:--silent )?([\w:-]+)/g)].map(([, script = ""]) => script);
  expect(named.filter((script) => !(script in scripts) && !["ci", "install", "run"].includes(script))).toEqual([]);
});

function isKnown(command: string): boolean {
  const [, script = ""] = /^npm (?:run (?:--silent )?)?([\w:-]+)/.exec(command) ?? [];
  return script === "ci" || script in scripts || /^(curl -s|echo) /.test(command);
}

test("every file, folder and link on the page is there", () => {
  const paths = [...README.matchAll(/`((?:relay|game|\.ci|\.github)\/[\w./-]+|\.env\.example)`/g)].map(
    ([, path = ""]) => path,
  );
  const links = [...README.matchAll(/\]\(((?!https?:|#)[^)]+)\)/g)].map(([, link = ""]) => link);
  expect(paths.length).toBeGreaterThan(5);
  // The tutorial's own sheet is the reader's to write.
  const written = ["relay/npcs/miller.md"];
  expect([...paths, ...links].filter((path) => !written.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
});

test("the settings that it names are explained in .env.example", () => {
  const explained = readFileSync(join(ROOT, ".env.example"), "utf8");
  const cell = /^\|[^|]*\|([^|]*)\|$/gm;
  const settings = [...README.matchAll(cell)].flatMap(
    ([, text = ""]) => text.match(/\b[A-Z]+(?:_[A-Z]+)+(?==|`)|`MODEL`/g) ?? [],
  );
  // Two are set at the Letta server itself.
  const ours = settings.map((name) => name.replaceAll("`", "")).filter((name) => !["OPENAI_API_BASE"].includes(name));
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.filter((name) => !explained.includes(`${name}=`))).toEqual([]);
});

test("its sheets are sheets, and the long one shows every field that there is", () => {
  expect(SHEETS).toHaveLength(2);
  for (const text of SHEETS) expect(readSheet("npcs/miller.md", text).name).toBe("Ada");
  const shown = parse(SHEETS[1]?.split("---\n")[1] ?? "") as Record<string, unknown>;
  expect(Object.keys(shown).sort()).toEqual(Object.keys(frontMatter.shape).sort());
});

/** Walked elsewhere: by `.ci/checks.mjs`, and by game/test/play.spec.ts. The last two never end and want a Studio. */
const NOT_HERE = [
  "npm ci",
  "npm run build:place",
  "npm run build:package",
  "npm run build:model",
  "npm run play",
  "npm run dev",
];

describe("followed word for word", () => {
  let folder: string;
  let relay: ChildProcess | undefined;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "townsfolk-readme-"));
    port = await freePort();
    await copyOfTheProject(folder);
    await writeFile(join(folder, "relay/npcs/miller.md"), SHEETS[0] ?? "");
  });
  afterAll(async () => {
    // npm, its shell and the relay: as Ctrl-C in a terminal reaches all three.
    if (relay?.pid !== undefined) process.kill(-relay.pid, "SIGINT");
    if (relay?.exitCode === null) await once(relay, "exit");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const settings = () => ({ ...process.env, PORT: String(port), MIND: "direct", DATA_DIR: join(folder, "data") });
  const run = (line: string) =>
    promisify(execFile)("sh", ["-c", line.replaceAll("8787", String(port))], { cwd: folder, env: settings() });

  test("the relay starts, and the reader's own NPC answers by each of the ways that are shown", async () => {
    const start = COMMANDS.find((command) => command === "npm start") ?? "";
    relay = spawn("sh", ["-c", start], { cwd: folder, env: settings(), stdio: "ignore", detached: true });
    await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok);
    const lines = LINES.filter((line) => !NOT_HERE.some((command) => line.startsWith(command)));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect((await run(line)).stdout).toMatch(/Rye on weekdays|Ada: /);
  });

  test("what the page says of the operator's commands is what they do", async () => {
    const { stdout: help } = await run("npm run --silent npc -- --help");
    for (const command of ["key", "list", "talk"]) expect(help).toContain(`  ${command}`);
    expect((await run("npm run --silent npc -- key create 4711")).stdout).toContain("4711");
    expect((await run("npm run --silent npc -- list")).stdout).toMatch(/^miller +Ada /m);
    expect((await run("npm run --silent compliance")).stdout).toContain("Sent to third parties");
  });
});

/** What the relay needs of it, with the packages where they are; its Letta is too large to be copied for this. */
async function copyOfTheProject(to: string): Promise<void> {
  const isOurs = (path: string): boolean => !/node_modules|relay[/\\]test/.test(relative(ROOT, path));
  for (const part of ["relay", "game/townsfolk/wire", "package.json"])
    await cp(join(ROOT, part), join(to, part), { recursive: true, filter: isOurs });
  await symlink(join(ROOT, "node_modules"), join(to, "node_modules"), "junction");
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
