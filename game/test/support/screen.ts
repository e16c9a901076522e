import type { Town } from "../../emulator/host/place-server.ts";
import { flatten, type TreeNode } from "../../emulator/host/tree.ts";
import type { Visitor } from "../../emulator/host/visitor.ts";

/** What the player can see of the dialogue, by name. */
export async function seen(visitor: Visitor, name: string): Promise<TreeNode | undefined> {
  return flatten(await visitor.gui()).find((node) => node.name === name && node.visible === true);
}

/** The whole of what the NPC says, typed out or not. Undefined where there is no dialogue. */
export async function lineOf(visitor: Visitor): Promise<string | undefined> {
  const line = await seen(visitor, "Line");
  const text = line?.children.find((child) => child.name === "Text")?.properties.Text;
  return typeof text === "string" ? text : line && "";
}

/** That the player talks to an AI. */
export async function noticeOf(visitor: Visitor): Promise<string> {
  return (await seen(visitor, "Notice"))?.text ?? "";
}

/** The care card, while it lies over the dialogue. */
export async function careOf(visitor: Visitor): Promise<{ title?: string; text?: string } | undefined> {
  if ((await seen(visitor, "CareRead")) === undefined) return undefined;
  return { title: (await seen(visitor, "CareTitle"))?.text, text: (await seen(visitor, "CareText"))?.text };
}

export async function isOpen(visitor: Visitor): Promise<boolean> {
  return (await seen(visitor, "Line")) !== undefined;
}

/** Whether the NPC is answering: only then can it be interrupted. */
export async function isAnswering(visitor: Visitor): Promise<boolean> {
  return (await seen(visitor, "Stop")) !== undefined;
}

/** Presses the prompt and waits until the server has opened the talk. */
export async function meet(town: Town, visitor: Visitor, npc: string): Promise<void> {
  await visitor.press(npc);
  await town.until(() => maySpeak(visitor));
}

/** Says it, and waits for the end of the answer, which it returns. */
export async function ask(town: Town, visitor: Visitor, words: string): Promise<string> {
  await say(town, visitor, words);
  await town.until(() => maySpeak(visitor), 20_000);
  return (await lineOf(visitor)) ?? "";
}

/** Says it, and waits until the NPC is about to answer, or already has. */
export async function say(town: Town, visitor: Visitor, words: string): Promise<void> {
  const before = await lineOf(visitor);
  await write(town, visitor, words, { enter: true });
  await town.until(async () => (await isAnswering(visitor)) || (await lineOf(visitor)) !== before);
}

/** Writes into the reply box, which comes when the server has learned from Roblox that the player may chat. */
export async function write(town: Town, visitor: Visitor, words: string, how?: { enter: boolean }): Promise<void> {
  await town.until(() => seen(visitor, "Words"));
  await visitor.type("Words", words, how);
}

/** Lets the game go on for so long. */
export async function pause(town: Town, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  await town.until(() => performance.now() >= end, seconds * 1000 + 15_000);
}

export async function replies(visitor: Visitor): Promise<string[]> {
  const buttons = flatten(await visitor.gui()).filter((node) => node.name.startsWith("Reply") && node.visible === true);
  return buttons.flatMap((node) => (node.className === "TextButton" && node.text ? [node.text] : []));
}

export async function maySpeak(visitor: Visitor): Promise<boolean> {
  const first = await seen(visitor, "Reply1");
  return first !== undefined && first.properties.Interactable !== false;
}
