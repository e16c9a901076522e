import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { flatten } from "../emulator/host/tree.ts";
import type { GamePlayer, GameServer } from "../play/game-server.ts";
import { messagesOn, openWiretap } from "../test/support/wiretap.ts";
import { installByNpm } from "./install.ts";
import { inPlaceOf, inTempGame, type Proof } from "./temp-game.ts";

export const DETECTIVE = fileURLToPath(new URL("../examples/detective", import.meta.url));
const ANSWER = "Somebody in this room. When I know who, I point.";

/**
 * Plays the detective's scene: she has no idea who did it, is told of what the player finds, and then points at somebody. The
 * dialogue is the example's own.
 */
export async function solveTheCase({ packages, relay }: Proof): Promise<void> {
  await inTempGame(DETECTIVE, async (game) => {
    await installByNpm(packages, game);
    const wire = await openWiretap(relay.url);
    try {
      await inPlaceOf(game, { relay: { ...relay, url: wire.url } }, investigate);
      const sent = messagesOn(wire);
      assert.ok(sent.some(({ kind, text }) => kind === "tell" && /muddy boot/.test(String(text))));
      assert.match(String(sent.findLast(({ kind }) => kind === "say")?.scene), /A boot is on the desk/);
    } finally {
      await wire.close();
    }
  });
}

async function investigate(server: GameServer): Promise<void> {
  const ann = await server.join({ userId: 8, name: "Ann", at: [0, 3, 6] });
  const prompt = () => server.see("Workspace.Study.Detective.HumanoidRootPart.TownsfolkPrompt").catch(() => undefined);
  await server.until(async () => (await prompt())?.properties.ObjectText === "Inspector Vane");
  const suspect = async () => (await server.see("Workspace.Study.gardener")).children.map(({ name }) => name);
  const reads = async (words: string) => (await ann.texts()).includes(words);
  const asks = async () => {
    await server.until(() => reads("Who did it?"));
    await ann.click("Who did it?");
    await server.until(async () => (await lineOf(ann)) === ANSWER && (await isSeen(ann, "Words")));
  };

  await ann.press("detective");
  await server.until(() => reads("Inspector Vane"));
  assert.match((await textOf(ann, "Notice")) ?? "", /AI/);
  await asks();
  assert.deepEqual(await suspect(), ["HumanoidRootPart", "Head"]);
  await ann.click("Leave");
  await server.until(async () => !(await isSeen(ann, "Line")));

  await ann.walkTo("Workspace.Study.Boot");
  await ann.press("Workspace.Study.Boot.Look");
  await ann.walkTo("detective");
  await ann.press("detective");
  await asks();
  await server.until(async () => (await suspect()).includes("Highlight"));
  await ann.type("Words", "What do you feel?", { enter: true });
  await server.until(async () => (await lineOf(ann)) === "That is a feeling. I collect facts.");
  await ann.walkTo([0, 3, 90]);
  await server.until(async () => !(await isSeen(ann, "Line")));
  assert.deepEqual(server.logs, []);
}

const lineOf = (player: GamePlayer): Promise<string | undefined> => textOf(player, "Line");

async function textOf(player: GamePlayer, name: string): Promise<string | undefined> {
  return flatten(await player.gui()).find((node) => node.name === name && node.visible === true)?.text;
}

async function isSeen(player: GamePlayer, name: string): Promise<boolean> {
  return flatten(await player.gui()).some((node) => node.name === name && node.visible === true);
}
