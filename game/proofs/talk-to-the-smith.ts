import assert from "node:assert/strict";
import type { TreeNode } from "../emulator/host/tree.ts";
import type { GamePlayer, GameServer, GameServerOptions } from "../play/game-server.ts";
import { ask, isOpen, meet, noticeOf } from "../test/support/screen.ts";
import { inPlaceOf } from "./temp-game.ts";

const PROMPT = "Workspace.Smith.HumanoidRootPart.TownsfolkPrompt";
export const SWORD = { say: "Make me a sword.", hear: "A sword it is. Count three blows." };
export const GOODBYE = { say: "Goodbye.", hear: "Go well." };

/**
 * Plays the game against a real relay: somebody comes, presses E before the smith, says a sentence, is answered, sees the act
 * done, and walks off. `see` looks at what is this game's own. Nothing may be wrong in the developer's output.
 */
export async function talkToTheSmith(
  folder: string,
  options: Partial<GameServerOptions>,
  words: typeof SWORD,
  see: (server: GameServer, ann: GamePlayer) => Promise<void>,
): Promise<void> {
  await inPlaceOf(folder, options, async (server) => {
    const ann = await server.join({ userId: 7, name: "Ann", at: [0, 3, 6] });
    await server.until(async () => (await promptOfSmith(server))?.properties.ObjectText === "Old Tom");
    await meet(server, ann, "smith");
    assert.match(await noticeOf(ann), /AI/);
    assert.equal(await ask(server, ann, words.say), words.hear);
    await see(server, ann);
    await ann.walkTo([0, 3, 90]);
    await server.until(async () => !(await isOpen(ann)));
    assert.deepEqual(problemsOf(server), []);
  });
}

/** What `SWORD` has the smith do. */
export async function isStruck(server: GameServer): Promise<void> {
  assert.equal((await server.see("Workspace.Smith")).attributes.Struck, 3);
}

export async function promptOfSmith(server: GameServer): Promise<TreeNode | undefined> {
  return server.see(PROMPT).catch(() => undefined);
}

function problemsOf({ logs }: GameServer): string[] {
  return logs.filter(({ level }) => level === "error" || level === "warn").map(({ text }) => text);
}
