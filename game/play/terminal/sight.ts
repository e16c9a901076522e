import { flatten, type TreeNode } from "../../emulator/host/tree.ts";
import { type GamePlayer, type GameServer } from "../game-server.ts";
import type { Solid } from "../scene/solids.ts";
import { solidsIn } from "../scene/solids.ts";
import { type Frame, frameOf, lengthOf, minus, type Vector } from "../scene/vectors.ts";
import { type Dialogue, readDialogue } from "./dialogue.ts";

/** What the player sees at this moment: all of it is read from the game's own tree. */
export interface Sight {
  /** Where the player's character is; undefined between death and the next life. */
  at: Vector | undefined;
  npcs: Npc[];
  /** Names of what is in the backpack. */
  carried: string[];
  dialogue: Dialogue | undefined;
  /** The parts of the NPCs. */
  figures: Solid[];
}

export interface Npc {
  id: string;
  name: string;
  frame: Frame;
  /** Studs from its middle to above its hat. */
  tall: number;
  /** Its right arm, in a form that can be compared. */
  arm: string;
  /** Studs to the player. */
  distance: number;
  prompt: Prompt | undefined;
}

/** A ProximityPrompt, as Roblox would show it. */
export interface Prompt {
  key: string;
  action: string;
  object: string;
  /** Studs. */
  reach: number;
}

export async function look(server: GameServer, player: GamePlayer): Promise<Sight> {
  const npcs = await server.see("Workspace.Npcs");
  const character = await server.see(`Workspace.${player.name}`).catch(() => undefined);
  const backpack = await server.see(`Players.${player.name}.Backpack`);
  const root = character && rootOf(character);
  return {
    at: root?.at,
    npcs: flatten(npcs).flatMap((model) => npcIn(model, root?.at)),
    carried: backpack.children.map(({ name }) => name),
    dialogue: readDialogue(await player.gui()),
    figures: solidsIn(npcs),
  };
}

/** The nearest NPC whose prompt the player can press. */
export function withinReach({ npcs }: Sight): (Npc & { prompt: Prompt }) | undefined {
  return npcs
    .flatMap((npc) => (npc.prompt && npc.distance <= npc.prompt.reach ? [{ ...npc, prompt: npc.prompt }] : []))
    .sort((a, b) => a.distance - b.distance)[0];
}

function npcIn(model: TreeNode, eye: Vector | undefined): Npc[] {
  const { TownsfolkId: id, TownsfolkName: name } = model.attributes;
  const frame = rootOf(model);
  if (typeof id !== "string" || !frame) return [];
  const parts = flatten(model);
  const arm = JSON.stringify(parts.find((node) => node.name === "RightShoulder")?.properties.C0 ?? "");
  const distance = eye ? lengthOf(minus(frame.at, eye)) : Infinity;
  const prompt = parts.find((node) => node.className === "ProximityPrompt");
  const tall = Math.max(...solidsIn(model).map(({ frame: { at }, half }) => at[1] + half[1])) - frame.at[1];
  const shown = typeof name === "string" ? name : id;
  return [{ id, name: shown, frame, tall, arm, distance, prompt: prompt && promptOf(prompt) }];
}

/** Where a model is: its PrimaryPart, else its root, else any part that it has. */
function rootOf(model: TreeNode): Frame | undefined {
  const parts = flatten(model).filter(({ properties }) => properties.CFrame !== undefined);
  const primary = String(model.properties.PrimaryPart).split(".").at(-1);
  const named = (name: string) => parts.find((part) => part.name === name);
  const root = named(primary ?? "") ?? named("HumanoidRootPart") ?? parts[0];
  return root && frameOf(root.properties.CFrame);
}

/** The tree has what was set; the rest are Roblox's defaults. */
function promptOf({ properties }: TreeNode): Prompt {
  return {
    key: text(properties.KeyboardKeyCode) || "E",
    action: text(properties.ActionText) || "Interact",
    object: text(properties.ObjectText),
    reach: properties.Enabled === false ? 0 : Number(properties.MaxActivationDistance ?? 10),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
