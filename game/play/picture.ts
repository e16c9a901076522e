import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import type { ScreenOptions } from "../emulator/host/player.ts";
import { flatten } from "../emulator/host/tree.ts";
import { compiledGame } from "./compiled-game.ts";
import { startGameServer } from "./game-server.ts";
import { withLongWords } from "./picture/long-words.ts";
import { pageOf } from "./picture/page.ts";
import { SCREENS } from "./picture/screens.ts";
import { talkWith } from "./picture/talk.ts";
import { render } from "./scene/render.ts";
import { startOwnRelay } from "./terminal/own-relay.ts";

const USAGE = `Takes a picture of the dialogue, from the real instances and the real square.

Usage: node game/play/picture.ts <file.png> [options]

  --screen <name>   ${Object.keys(SCREENS).join(", ")}. Default: computer
  --text <size>     Medium, Large, Larger or Largest: the player's setting. Default: Medium
  --npc <id>        with whom the talk is. Default: innkeeper
  --long            with the longest words that there may be, in place of the NPC's own, and without a relay

Needs Chromium: Debian's, or the one in CHROMIUM. Names each text that has no room.
`;
/** Rays a pixel, in each direction: without it edges would be stairs. */
const SAMPLES = 2;
/** Nobody's model, not even to guard, and no Letta. */
const REHEARSAL = { MIND: "direct", OPENAI_API_KEY: "", OPENAI_BASE_URL: "", GUARD_MODEL: "", GUARD_BASE_URL: "" };
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
    npc: { type: "string", default: "innkeeper" },
    long: { type: "boolean", default: false },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) process.stdout.write(USAGE);
else await takePicture(positionals[0] ?? "dialogue.png", values);

interface Choice {
  screen: string;
  text: string;
  npc: string;
  long: boolean;
}

async function takePicture(out: string, { screen: name, text, npc, long }: Choice): Promise<void> {
  const textSize = text as ScreenOptions["textSize"] & string;
  const viewer = SCREENS[name];
  if (!viewer) return fail(`There is no screen called ${name}.\n\n${USAGE}`);
  const browser = await openBrowser();
  if (!browser) return;
  const relay = long ? undefined : await startOwnRelay(new AbortController().signal, REHEARSAL);
  const instances = long ? withLongWords(npc) : [];
  const server = await startGameServer({ place: await compiledGame(), relay, instances });
  try {
    const { width = 1280, height = 720 } = viewer.screen;
    const seenBy = { ...viewer, screen: { ...viewer.screen, textSize } };
    const { gui, solids, camera } = await talkWith(server, npc, seenBy, long);
    const square = render(solids, camera, width, height, { hasShadows: true, samples: SAMPLES });
    const page = await browser.newPage({ viewport: { width, height } });
    await page.setContent(pageOf(gui, square));
    await writeFile(out, await page.screenshot());
    for (const node of flatten(gui))
      if (node.box?.textFits === false) process.stdout.write(`cut: ${node.name}: ${node.text ?? ""}\n`);
  } finally {
    await browser.close();
    await server.close();
    await relay?.close();
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
