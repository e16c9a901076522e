import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import type { ScreenOptions } from "../emulator/host/player.ts";
import { flatten } from "../emulator/host/tree.ts";
import { compiledGame } from "./compiled-game.ts";
import { startGameServer } from "./game-server.ts";
import { pageOf } from "./picture/page.ts";
import { SCREENS } from "./picture/screens.ts";
import { talkWithMarla } from "./picture/talk.ts";
import { render } from "./scene/render.ts";
import { startOwnRelay } from "./terminal/own-relay.ts";

const USAGE = `Takes a picture of the dialogue, from the real instances and the real square.

Usage: node game/play/picture.ts <file.png> [options]

  --screen <name>   ${Object.keys(SCREENS).join(", ")}. Default: computer
  --text <size>     Medium, Large, Larger or Largest: the player's setting. Default: Medium

Needs Chromium: Debian's, or the one in CHROMIUM. Names each text that has no room.
`;
const CAMERA = { eye: [-11.2, 5.2, -14], target: [-20, 2, -11.2], fieldOfView: 54 } as const;
/** Rays a pixel, in each direction: without it edges would be stairs. */
const SAMPLES = 2;
/** No background traffic, and no sandbox, which needs rights that a container lacks. */
const FLAGS = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run"].concat([
  "disable-background-networking",
  "disable-component-update",
  "disable-sync",
]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    screen: { type: "string", default: "computer" },
    text: { type: "string", default: "Medium" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) process.stdout.write(USAGE);
else
  await takePicture(positionals[0] ?? "dialogue.png", values.screen, values.text as ScreenOptions["textSize"] & string);

async function takePicture(out: string, name: string, textSize: ScreenOptions["textSize"] & string): Promise<void> {
  const viewer = SCREENS[name];
  if (!viewer) return fail(`There is no screen called ${name}.\n\n${USAGE}`);
  const browser = await openBrowser();
  if (!browser) return;
  const relay = await startOwnRelay(new AbortController().signal, {
    MIND: "direct",
    OPENAI_API_KEY: "",
    OPENAI_BASE_URL: "",
  });
  const server = await startGameServer({ place: await compiledGame(), relay });
  try {
    const { width = 1280, height = 720 } = viewer.screen;
    const { gui, solids } = await talkWithMarla(server, { ...viewer, screen: { ...viewer.screen, textSize } });
    const square = render(solids, CAMERA, width, height, { hasShadows: true, samples: SAMPLES });
    const page = await browser.newPage({ viewport: { width, height } });
    await page.setContent(pageOf(gui, square));
    await writeFile(out, await page.screenshot());
    for (const node of flatten(gui))
      if (node.box?.textFits === false) process.stdout.write(`cut: ${node.name}: ${node.text ?? ""}\n`);
  } finally {
    await browser.close();
    await server.close();
    await relay.close();
  }
}

async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  try {
    return await chromium.launch({ executablePath, args: FLAGS.map((flag) => `--${flag}`) });
  } catch {
    return fail(
      `No Chromium starts at ${executablePath}. Install it (Debian: apt-get install chromium), or name one in CHROMIUM.`,
    );
  }
}

function fail(problem: string): undefined {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
