import { flatten } from "../emulator/host/tree.ts";
import { compiledGame } from "../play/compiled-game.ts";
import { startGameServer } from "../play/game-server.ts";
import { AT, closeGames, joinBefore, keep } from "./support/game.ts";
import { isOpen, lineOf, maySpeak, meet, replies, seen } from "./support/screen.ts";

afterEach(closeGames);

/** Without a relay: what is looked at here is the client's own. */
async function openSquare(options: { latency?: number } = {}) {
  return keep(await startGameServer({ place: await compiledGame(), ...options }));
}

test("who prefers no motion finds the dialogue in its place and the words there at once", async () => {
  const server = await openSquare();
  const ann = await joinBefore(server, "guard", { screen: { reducesMotion: true } });
  await ann.press("guard");
  const frame = await server.until(() => seen(ann, "Talk"));
  const text = (await seen(ann, "Line"))?.children.find(({ name }) => name === "Text");
  expect(text?.text).toBe(await lineOf(ann));
  expect(frame.properties.Position).toEqual([0.5, 0, 1, -14]);
});

test("backgrounds are as opaque as the player prefers, from the moment on when they do", async () => {
  const server = await openSquare();
  const ann = await joinBefore(server, "guard", { screen: { transparency: 0.5 } });
  await meet(server, ann, "guard");
  const transparency = async () => (await seen(ann, "Panel"))?.properties.BackgroundTransparency;
  expect(await transparency()).toBeCloseTo(0.04);
  await ann.useScreen({ transparency: 0 });
  await server.until(async () => (await transparency()) === 0);
});

test("the mouse is free while a talk is open, also in first person and with shift lock", async () => {
  const server = await openSquare();
  const ann = await joinBefore(server, "guard", { mouse: "locked" });
  await meet(server, ann, "guard");
  await ann.click("Leave");
  await server.until(async () => !(await isOpen(ann)));
});

test("the dialogue names the key of the device that the player takes, while it is open", async () => {
  const server = await openSquare();
  const ann = await joinBefore(server, "guard", { device: "touch" });
  await meet(server, ann, "guard");
  const labels: (string | undefined)[] = [];
  for (const device of ["touch", "gamepad", "keyboard"] as const) {
    await ann.useDevice(device);
    await server.until(async () => (await seen(ann, "Leave"))?.text !== labels.at(-1));
    labels.push((await seen(ann, "Leave"))?.text);
  }
  expect(labels).toEqual(["Leave", "Leave (B)", "Leave (Q)"]);
});

test("what people and NPCs say is kept out of Roblox's automatic text capture", async () => {
  const server = await openSquare();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await server.until(() => seen(ann, "Words"));
  await ann.click((await replies(ann))[0] ?? "");
  await server.until(() => seen(ann, "Said"));
  const captured = flatten(await ann.gui()).filter(
    ({ text, properties }) => text !== undefined && properties.AutoLocalize !== false,
  );
  expect(captured.map(({ name }) => name).sort()).toEqual(["Leave", "Send", "Stop"]);
});

test("the prompt of the talk is away while it is open, for this player alone", async () => {
  const server = await openSquare();
  const ann = await joinBefore(server, "guard");
  const bob = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await expect(ann.press("guard")).rejects.toThrow("is not enabled");
  await meet(server, bob, "guard");
  await ann.click("Leave");
  await meet(server, ann, "guard");
  expect(server.errors()).toEqual([]);
});

test("who presses one NPC, another and the first again, faster than the server answers, talks with the first", async () => {
  const server = await openSquare({ latency: 0.4 });
  const ann = await joinBefore(server, "innkeeper");
  for (const npc of ["innkeeper", "merchant", "innkeeper"] as const) {
    await ann.walkTo(AT[npc]);
    await ann.press(npc);
  }
  await server.until(() => maySpeak(ann));
  const end = performance.now() + 2000;
  await server.until(() => performance.now() > end);
  expect(await isOpen(ann)).toBe(true);
  expect(await maySpeak(ann)).toBe(true);
  expect(server.errors()).toEqual([]);
});
