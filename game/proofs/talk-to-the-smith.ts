import assert from "node:assert/strict";
import type { TreeNode } from "../emulator/host/tree.ts";
import { type GamePlayer, type GameServer, startGameServer } from "../play/game-server.ts";
import type { TestRelay } from "../test/support/relay.ts";
import { ask, isOpen, meet, noticeOf } from "../test/support/screen.ts";

/** What is told of a talk to the smith, by whoever wants to know more than that it was one. */
export interface Visit {
  server: GameServer;
  ann: GamePlayer;
}

/**
 * Plays the place against a real relay: somebody comes, presses E before the smith, says a sentence, is answered, sees the act
 * done, and walks off. `see` looks at what is the place's own. Nothing may be in the developer's output.
 */
export async function talkToTheSmith(
  { place, relay }: { place: string; relay: TestRelay },
  words: { say: string; hear: string },
  see: (visit: Visit) => Promise<void>,
): Promise<void> {
  const server = await startGameServer({ place, relay });
  try {
    const ann = await server.join({ userId: 7, name: "Ann", at: [0, 3, 6] });
    await server.until(async () => (await promptOfSmith(server))?.properties.ObjectText === "Old Tom");
    await meet(server, ann, "smith");
    assert.match(await noticeOf(ann), /AI/);
    assert.equal(await ask(server, ann, words.say), words.hear);
    await see({ server, ann });
    await ann.walkTo([0, 3, 90]);
    await server.until(async () => !(await isOpen(ann)));
    assert.deepEqual(problemsOf(server), []);
  } finally {
    await server.close();
  }
}

async function promptOfSmith(server: GameServer): Promise<TreeNode | undefined> {
  return server.see("Workspace.Smith.HumanoidRootPart.TownsfolkPrompt").catch(() => undefined);
}

function problemsOf(server: GameServer): string[] {
  return server.logs.filter(({ level }) => level === "error" || level === "warn").map(({ text }) => text);
}
