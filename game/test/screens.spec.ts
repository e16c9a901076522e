import type { ScreenOptions } from "../emulator/host/player.ts";
import { flatten } from "../emulator/host/tree.ts";
import { compiledGame } from "../play/compiled-game.ts";
import { type GamePlayer, type GameServer, startGameServer } from "../play/game-server.ts";
import { LONG_NOTICE, withLongWords } from "../play/picture/long-words.ts";
import { SCREENS } from "../play/picture/screens.ts";
import { untilStill } from "../play/picture/still.ts";
import { joinBefore } from "./support/game.ts";
import { faultsOf, headOn, isOverlapping } from "./support/layout.ts";
import { openRelay, type TestRelay } from "./support/relay.ts";
import { careOf, maySpeak, meet, noticeOf, say, seen, write } from "./support/screen.ts";

const TEXT_SIZES = ["Medium", "Large", "Larger", "Largest"] as const;
/** Besides what people play on: the smallest that Roblox runs on, a phone of today both ways, a large tablet, a wide monitor, 4K. */
const ODD: Record<string, ScreenOptions> = {
  least: { width: 480, height: 320, topBar: 36 },
  "phone of today": { width: 852, height: 393, topBar: 58, cutout: [59, 0, 59, 21] },
  "phone of today, upright": { width: 393, height: 852, topBar: 58, cutout: [0, 59, 0, 34] },
  "large tablet, upright": { width: 1024, height: 1366, topBar: 58, cutout: [0, 24, 0, 20] },
  "wide monitor": { width: 3440, height: 1440, topBar: 58 },
  "4K": { width: 3840, height: 2160, topBar: 58 },
};
const USUAL = Object.entries(SCREENS).flatMap(([name, { screen }]) =>
  TEXT_SIZES.map((size) => [name, screen, size] as const),
);
const RARE = Object.entries(ODD).flatMap(([name, screen]) =>
  (["Medium", "Largest"] as const).map((size) => [name, screen, size] as const),
);
const ALL = [...USUAL, ...RARE].map(
  ([name, screen, textSize]) => [`${name}, ${textSize}`, { ...screen, textSize }] as const,
);

const NOTICE = "You are talking with an AI character, not a human. It may make mistakes.";

let server: GameServer;
/** She has the longest words to read, and he has usual ones. */
let ann: GamePlayer;
let bob: GamePlayer;

/** One talk each serves for all screens. */
beforeAll(async () => {
  server = await startGameServer({ place: await compiledGame(), instances: withLongWords("guard") });
  ann = await joinBefore(server, "guard");
  bob = await joinBefore(server, "merchant", { localeId: "en-gb" });
  await meet(server, ann, "guard");
  await meet(server, bob, "merchant");
  for (const player of [ann, bob]) await write(server, player, "", { enter: true });
});

afterAll(() => server.close());

test.each(ALL)("nothing is cut, covered, off the screen or too small to press: %s", async (_, screen) => {
  for (const [player, notice] of [
    [ann, LONG_NOTICE],
    [bob, NOTICE],
  ] as const) {
    await player.useScreen(screen);
    await untilStill(server, player);
    expect((await seen(player, "Notice"))?.text).toBe(notice);
    expect(faultsOf(await player.gui(), screen)).toEqual([]);
    expect({ cut: await isLineCut(player), isFull: await isWindowFull(player) }).toEqual({ cut: false, isFull: true });
  }
  const panel = (await seen(bob, "Panel"))?.box;
  if (hasRoomForHead(screen))
    expect({ panel, covers: panel && isOverlapping(panel, headOn(screen)) }).toMatchObject({ covers: false });
});

test.each(["television", "upright"])(
  "what is typed on a %s whose text has been the largest from the beginning ends at a whole line",
  async (name) => {
    const viewer = SCREENS[name];
    if (!viewer) throw new Error(`there is no ${name}`);
    const screen = { ...viewer.screen, textSize: "Largest" as const };
    const cid = await joinBefore(server, "guard", { ...viewer, screen });
    await meet(server, cid, "guard");
    await server.until(() => maySpeak(cid));
    await untilTyped(cid);
    await untilStill(server, cid);
    expect({ cut: await isLineCut(cid), isFull: await isWindowFull(cid) }).toEqual({ cut: false, isFull: true });
  },
);

describe("the care card is whole, with the notice, at the largest text", () => {
  let server: GameServer;
  let eve: GamePlayer;
  let relay: TestRelay;
  beforeAll(async () => {
    relay = await openRelay();
    server = await startGameServer({ place: await compiledGame(), relay });
    eve = await joinBefore(server, "innkeeper");
    await meet(server, eve, "innkeeper");
    await say(server, eve, "I want to kill myself");
    await server.until(() => careOf(eve));
    await server.until(() => maySpeak(eve));
  });
  afterAll(async () => {
    await server.close();
    await relay.close();
  });

  test.each(ALL.filter(([, { textSize }]) => textSize === "Largest"))("%s", async (_, screen) => {
    await eve.useScreen(screen);
    await untilStill(server, eve);
    const gui = await eve.gui();
    const card = flatten(gui).filter((node) => node.name === "Care");
    expect(faultsOf({ ...gui, children: card }, screen)).toEqual([]);
    expect((await seen(eve, "CareNotice"))?.text).toBe(await noticeOf(eve));
  });
});

/** Until the last letter of the greeting can be read. */
async function untilTyped(player: GamePlayer): Promise<void> {
  await server.until(async () => {
    const words = (await seen(player, "Line"))?.children.find(({ name }) => name === "Text");
    return words?.text !== undefined && words.text === words.properties.Text;
  });
}

/** Whether the window on what the NPC says begins or ends within a line. */
async function isLineCut(player: GamePlayer): Promise<boolean> {
  const line = await seen(player, "Line");
  const [window, text] = [line?.box, line?.children.find(({ name }) => name === "Text")?.box];
  if (!window || !text) throw new Error("there is no line");
  const high = (text.textSize ?? 0) * 1.15;
  const within = (y: number) =>
    y > text.y + 1 &&
    y < text.y + text.height - 1 &&
    Math.abs(Math.round((y - text.y) / high) - (y - text.y) / high) > 0.1;
  return within(window.y) || within(window.y + window.height);
}

/** What scrolls has been scrolled no further than to its end. */
async function isWindowFull(player: GamePlayer): Promise<boolean> {
  const line = await seen(player, "Line");
  const [window, text] = [line?.box, line?.children.find(({ name }) => name === "Text")?.box];
  if (!window || !text) throw new Error("there is no line");
  const left = window.y + window.height - text.y - text.height;
  return text.height <= window.height || left < (text.textSize ?? 0) / 2;
}

/** Larger text leaves no room for it on a phone. */
function hasRoomForHead({ width = 1280, height = 720, textSize }: ScreenOptions): boolean {
  return textSize === "Medium" || Math.min(width, height) > 480;
}
