import { writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { compiledGame } from "./compiled-game.ts";
import { startGameServer } from "./game-server.ts";
import { pageOf } from "./picture/page.ts";
import { talkWithMarla } from "./picture/talk.ts";
import { render } from "./scene/render.ts";
import { startOwnRelay } from "./terminal/own-relay.ts";

/**
 * `node game/play/picture.ts <out.png>`: a picture of the dialogue for the README. The talk is played by the compiled
 * game and a relay with the rehearsal model; the screen is drawn from the real PlayerGui, and the square behind it from
 * the real parts. Needs Chromium: Debian's, or the one in CHROMIUM.
 */
const SIZE = { width: 1280, height: 720 };
const CAMERA = { eye: [-9.6, 5.4, -15.4], target: [-22, 0.9, -11.4], fieldOfView: 54 } as const;
/** Rays a pixel, in each direction: without it edges would be stairs. */
const SAMPLES = 2;
/** No background traffic, and no sandbox, which needs rights that a container lacks. */
const FLAGS = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run"].concat([
  "disable-background-networking",
  "disable-component-update",
  "disable-sync",
]);

const place = await compiledGame();
const relay = await startOwnRelay(new AbortController().signal, {
  MIND: "direct",
  OPENAI_API_KEY: "",
  OPENAI_BASE_URL: "",
});
const server = await startGameServer({ place, relay });
try {
  const { gui, solids } = await talkWithMarla(server);
  const square = render(solids, CAMERA, SIZE.width, SIZE.height, { hasShadows: true, samples: SAMPLES });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS.map((flag) => `--${flag}`),
  });
  const page = await browser.newPage({ viewport: SIZE });
  await page.setContent(pageOf(gui, square));
  await writeFile(process.argv[2] ?? "dialogue.png", await page.screenshot());
  await browser.close();
} finally {
  await server.close();
  await relay.close();
}
