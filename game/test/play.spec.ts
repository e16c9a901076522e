import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledGame } from "../play/compiled-game.ts";
import { readOptions } from "../play/terminal/options.ts";
import { playInTerminal } from "../play/terminal/terminal.ts";
import { createConsole } from "./support/console.ts";
import { closeGames, openGameAt } from "./support/game.ts";
import { openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
beforeAll(async () => (relay = await openRelay()));
afterEach(closeGames);
afterAll(() => relay.close());

const PLAY = fileURLToPath(new URL("../play/play.ts", import.meta.url));
const ARROW_DOWN = "\x1b[B";
const THE_ROAD = "Safe until dusk. After that, wolves. Four of them. I count.";

test("without a terminal a talk is played through the game and printed, with what the NPCs do", async () => {
  const says = ["guard: Is the road safe?", "Captain: At ease, Captain.", "Marla: I am thirsty.", "marla: Goodbye!"];
  const { code, stdout } = await play(
    "--url",
    relay.url,
    "--key",
    relay.key,
    ...says.flatMap((words) => ["--say", words]),
  );
  expect(stdout.trim().split("\n")).toEqual([
    "Captain Hale: Halt. State your business. Briefly.",
    "You: Is the road safe?",
    `Captain Hale: ${THE_ROAD}`,
    "You: At ease, Captain.",
    "Captain Hale: This is at ease.",
    "Marla: Come in, come in, you look like the road has chewed on you. What can I get you?",
    "You: I am thirsty.",
    "(You are given: Mug of cider.)",
    "Marla: There you are, love, pressed from our own apples. Mind the foam.",
    "You: Goodbye!",
    "(Marla waves.)",
    "Marla: Safe roads, traveller. The lamp stays lit for you.",
  ]);
  expect(code).toBe(0);
});

test("the relay of the folder's own settings is found, and what comes with an answer is printed too", async () => {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-env-"));
  try {
    await writeFile(join(folder, ".env"), `PORT=${new URL(relay.url).port}\nRELAY_KEYS=${relay.key}, another\n`);
    const { code, stdout, stderr } = await playIn(folder, "--say", "guard: I want to kill myself");
    expect(stderr).not.toContain("starting one");
    // The card waits for no sentence.
    const lines = stdout.trim().split("\n").slice(-2).sort();
    expect(lines).toEqual([
      expect.stringMatching(/^Captain Hale: That matters more/),
      expect.stringMatching(/^\[You matter\. .*emergency number/),
    ]);
    expect(code).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a visit can have a relay of its own, and leaves nothing of it behind", async () => {
  const before = await ownFolders();
  const { code, stdout } = await play("--own", "--say", "guard: Is the road safe?");
  expect(stdout).toContain(THE_ROAD);
  expect(code).toBe(0);
  expect((await ownFolders()).filter((folder) => !before.includes(folder))).toEqual([]);
});

test("a visit's own relay leaves the database alone that the folder's relay has", async () => {
  const live = { DATABASE_URL: "postgres://nobody:nothing@127.0.0.1:1/townsfolk" };
  const { code, stdout, stderr } = await playWith(live, process.cwd(), "--own", "--say", "guard: Is the road safe?");
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining("DATABASE_URL") as string });
  expect(stdout).toContain(THE_ROAD);
});

test("where nothing can be written the game does not wait for ever to be compiled, but says so", async () => {
  const lock = join(tmpdir(), "townsfolk-not-there", "lock");
  await expect(compiledGame(undefined, lock)).rejects.toThrow(/cannot be compiled here.*townsfolk-not-there/);
});

test.each([
  ["", "http://127.0.0.1:8787"],
  ["0.0.0.0", "http://127.0.0.1:8787"],
  ["::", "http://[::1]:8787"],
  ["::1", "http://[::1]:8787"],
  ["town.local", "http://town.local:8787"],
])("the relay of HOST=%s is looked for at %s", (HOST, url) => {
  expect(readOptions([], { HOST }).url).toBe(url);
});

test("what cannot be played is said in a line, and fails", async () => {
  const refused = async (...given: string[]) => {
    const { code, stderr } = await play(...given);
    expect(code).toBe(1);
    return stderr;
  };
  expect(await refused("--url", relay.url)).toContain("needs a terminal");
  expect(await refused("--say", "hello")).toContain('such as "guard: Is the road safe?"');
  expect(await refused("--url", "http://127.0.0.1:1", "--say", "guard: Hm?")).toContain("No relay answers at");
  expect(await refused("--url", relay.url, "--key", "wrong", "--say", "guard: Hm?")).toContain("--key");
  expect(await refused("--url", relay.url, "--key", relay.key, "--say", "wizard: Hm?")).toContain(
    "only detective, guard, innkeeper, merchant",
  );
});

test("in a terminal one walks up to an NPC, presses the prompt, talks by quick reply and by typing, and walks away", async () => {
  const server = await openGameAt(relay);
  const player = await server.join({ userId: 1, name: "You", at: [0, 3.2, -27] });
  const screen = createConsole();
  const visit = playInTerminal(server, player, "direct", new AbortController().signal, screen.open);
  const see = (text: string) => server.until(() => screen.rows().join("\n").includes(text));

  await see("2 Captain Hale ↑");
  screen.press("2");
  await see("Press E to talk to Captain Hale");
  screen.press("e");
  await see("AI character");
  await see("Halt. State your business. Briefly.");
  screen.press("\t\t\r");
  await see("You: Is the road safe?");
  await see(THE_ROAD);
  screen.press("Q");
  await see(" Q");
  screen.press("\x7f2 wolves, say you?\r");
  await see("You: 2 wolves, say you?");
  await see(THE_ROAD);
  screen.press("At eese");
  await see(" At eese");
  screen.press("\x7f\x7f\x7fase, Captain.");
  await see(" At ease, Captain.");
  screen.press("\r");
  await see("This is at ease.");
  screen.press("\x1b");
  await see("Walk with arrows or WASD");
  screen.press("e");
  await see("Halt. State your business. Briefly.");
  await server.until(() => {
    screen.press(ARROW_DOWN);
    return screen.rows().join("\n").includes("Walk with arrows or WASD");
  });
  screen.press("q");
  await visit;
  expect(screen.isClosed()).toBe(true);
  expect(server.errors()).toEqual([]);
});

function play(...given: string[]) {
  return playIn(process.cwd(), ...given);
}

function playIn(cwd: string, ...given: string[]) {
  return playWith({}, cwd, ...given);
}

function playWith(
  settings: Record<string, string>,
  cwd: string,
  ...given: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, MIND: "direct", OPENAI_API_KEY: "", OPENAI_BASE_URL: "", ...settings };
    const options = { cwd, env };
    const child = execFile(process.execPath, [PLAY, ...given], options, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

async function ownFolders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("townsfolk-play-"));
}
