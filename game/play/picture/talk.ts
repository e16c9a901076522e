import type { PlayerOptions } from "../../emulator/host/player.ts";
import type { TreeNode } from "../../emulator/host/tree.ts";
import { type GameServer } from "../game-server.ts";
import { type Solid, solidsIn } from "../scene/solids.ts";
import { maySpeak, readDialogue, wholeLine } from "../terminal/dialogue.ts";
import { figureHolding } from "../terminal/figure.ts";

/** Beside the tavern's own steps, so that both faces are seen: she turns to the player, who looks past her. */
const AT: [number, number, number] = [-17.9, 3.25, -9.7];
const LOOKS: [number, number, number] = [0.45, 0, -0.89];
const SAYS = "I am thirsty. Have you any cider?";
const GIVEN = "Mug of cider";

/** A short talk, up to the moment when the NPC has answered and all of it can be read. */
export async function talkWithMarla(
  server: GameServer,
  viewer: Pick<PlayerOptions, "screen" | "device">,
): Promise<{ gui: TreeNode; solids: Solid[] }> {
  const ann = await server.join({ userId: 1, name: "Ann", at: AT, ...viewer });
  const isMyTurn = async () => {
    const dialogue = readDialogue(await ann.gui());
    return dialogue?.box !== undefined && maySpeak(dialogue);
  };
  await server.until(() => server.see("ReplicatedStorage.TownsfolkNotices").catch(() => undefined));
  await ann.press("innkeeper");
  await server.until(isMyTurn);
  await ann.type("Words", SAYS, { enter: true });
  await server.until(async () => {
    const gui = await ann.gui();
    const line = wholeLine(gui);
    return line !== "" && (await isMyTurn()) && readDialogue(gui)?.labels.some(({ text }) => text === line);
  }, 30_000);
  const gift = await server.until(() => server.see(`Players.Ann.Backpack.${GIVEN}`).catch(() => undefined));
  const [square, npcs] = [await server.see("Workspace.Square"), await server.see("Workspace.Npcs")];
  return {
    gui: await ann.gui(),
    solids: [...solidsIn(square), ...solidsIn(npcs), ...figureHolding(AT, LOOKS, solidsIn(gift))],
  };
}
