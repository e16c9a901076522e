import type { PlayerOptions } from "../../emulator/host/player.ts";
import type { TreeNode } from "../../emulator/host/tree.ts";
import { type GamePlayer, type GameServer } from "../game-server.ts";
import type { Camera } from "../scene/camera.ts";
import { type Solid, solidsIn } from "../scene/solids.ts";
import { type Frame, frameOf, plus, turned, type Vector } from "../scene/vectors.ts";
import { maySpeak, readDialogue, wholeLine } from "../terminal/dialogue.ts";
import { figureAt, figureHolding } from "../terminal/figure.ts";
import { untilStill } from "./still.ts";

/** In the NPC's own directions (right, up, back): both faces are seen, for it turns to the player, who looks past it. */
const PLAYER: Vector = [2.8, 0, -3.6];
const LOOKS: Vector = [-0.89, 0, -0.45];
const EYE: Vector = [-1.5, 1.95, -10.3];
const TARGET: Vector = [1.3, -1.25, -1.5];
const HEIGHT = 3.25;

/** What is said to an NPC, and what it then gives. */
const SAYS: Record<string, { words: string; given: string }> = {
  innkeeper: { words: "I am thirsty. Have you any cider?", given: "Mug of cider" },
};

interface Sight {
  gui: TreeNode;
  solids: Solid[];
  camera: Camera;
}

/** A short talk, up to the moment when all of it can be read. `isSilent`: the player says nothing, and sees the greeting. */
export async function talkWith(
  server: GameServer,
  npc: string,
  viewer: Pick<PlayerOptions, "screen" | "device">,
  isSilent: boolean,
): Promise<Sight> {
  const root = await server.see(`Workspace.Npcs.${npc}.HumanoidRootPart`);
  const { at, axes } = frameOf(root.properties.CFrame);
  const frame: Frame = { at: [at[0], HEIGHT, at[2]], axes };
  const place = (offset: Vector) => plus(frame.at, turned(frame, offset));
  const ann = await server.join({ userId: 1, name: "Ann", at: [...place(PLAYER)], ...viewer });
  await server.until(() => server.see("ReplicatedStorage.TownsfolkNotices").catch(() => undefined));
  await ann.press(npc);
  await server.until(() => isAllTold(ann, false), 30_000);
  const { words, given } = SAYS[npc] ?? { words: "Good evening. Who are you?", given: undefined };
  if (!isSilent) {
    await ann.type("Words", words, { enter: true });
    await server.until(() => isAllTold(ann, true), 30_000);
  }
  const path = `Players.Ann.Backpack.${given}`;
  const gift = given === undefined || isSilent ? undefined : await server.until(() => server.see(path).catch(() => {}));
  const looks = turned(frame, LOOKS);
  const player = gift ? figureHolding(place(PLAYER), looks, solidsIn(gift)) : figureAt(place(PLAYER), looks);
  const [square, npcs] = [await server.see("Workspace.Square"), await server.see("Workspace.Npcs")];
  await untilStill(server, ann);
  return {
    gui: await ann.gui(),
    solids: [...solidsIn(square), ...solidsIn(npcs), ...player],
    camera: { eye: place(EYE), target: place(TARGET), fieldOfView: 54 },
  };
}

/** All from one look at the screen: a sentence may come between two. */
async function isAllTold(player: GamePlayer, isAnswer: boolean): Promise<boolean> {
  const gui = await player.gui();
  const [dialogue, line] = [readDialogue(gui), wholeLine(gui)];
  const isMyTurn = dialogue?.box !== undefined && maySpeak(dialogue);
  const isAsked = dialogue?.labels.some(({ name }) => name === "Said") === true;
  return isMyTurn && isAsked === isAnswer && line !== "" && dialogue.labels.some(({ text }) => text === line);
}
