import { flatten, type TreeNode } from "../../emulator/host/tree.ts";
import { type GamePlayer, type GameServer } from "../../play/game-server.ts";

/** By this remote a client hears of its talk. */
const NEWS = "townsfolk.news";

/** What the player can see of the dialogue, by name. */
export async function seen(player: GamePlayer, name: string): Promise<TreeNode | undefined> {
  return flatten(await player.gui()).find((node) => node.name === name && node.visible === true);
}

/** The whole of what the NPC says, typed out or not. Undefined where there is no dialogue. */
export async function lineOf(player: GamePlayer): Promise<string | undefined> {
  const line = await seen(player, "Line");
  const text = line?.children.find((child) => child.name === "Text")?.properties.Text;
  return typeof text === "string" ? text : line && "";
}

/** That the player talks to an AI. */
export async function noticeOf(player: GamePlayer): Promise<string> {
  return (await seen(player, "Notice"))?.text ?? "";
}

/** The care card, while it lies over the dialogue. */
export async function careOf(player: GamePlayer): Promise<{ title?: string; text?: string } | undefined> {
  if ((await seen(player, "CareRead")) === undefined) return undefined;
  return { title: (await seen(player, "CareTitle"))?.text, text: (await seen(player, "CareText"))?.text };
}

export async function isOpen(player: GamePlayer): Promise<boolean> {
  return (await seen(player, "Line")) !== undefined;
}

/** Whether the NPC is answering: only then can it be interrupted. */
export async function isAnswering(player: GamePlayer): Promise<boolean> {
  return (await seen(player, "Stop")) !== undefined;
}

/** Presses the prompt and waits until the server has opened the talk. */
export async function meet(server: GameServer, player: GamePlayer, npc: string): Promise<void> {
  await player.press(npc);
  await server.until(() => maySpeak(player));
}

/** Says it, and waits for the end of the answer, which it returns. */
export async function ask(server: GameServer, player: GamePlayer, words: string): Promise<string> {
  await say(server, player, words);
  await server.until(() => maySpeak(player));
  return (await lineOf(player)) ?? "";
}

/** Says it, and waits until the NPC is about to answer, or already has, be it with the words of before. */
export async function say(server: GameServer, player: GamePlayer, words: string): Promise<void> {
  const before = await player.heard(NEWS);
  await write(server, player, words, { enter: true });
  await server.until(async () => (await isAnswering(player)) || (await player.heard(NEWS)) > before);
  await drawn(server);
}

/** Lets the client show what it has heard: that takes React a step or two. */
async function drawn(server: GameServer): Promise<void> {
  let steps = 0;
  await server.until(() => steps++ > 3);
}

/** Writes into the reply box, which comes when the server has learned from Roblox that the player may chat. */
export async function write(
  server: GameServer,
  player: GamePlayer,
  words: string,
  how?: { enter: boolean },
): Promise<void> {
  await server.until(() => seen(player, "Words"));
  await player.type("Words", words, how);
}

/** Lets the game go on for so long. */
export async function pause(server: GameServer, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  await server.until(() => performance.now() >= end, seconds * 1000 + 60_000);
}

export async function replies(player: GamePlayer): Promise<string[]> {
  const buttons = flatten(await player.gui()).filter((node) => node.name.startsWith("Reply") && node.visible === true);
  return buttons.flatMap((node) => (node.className === "TextButton" && node.text ? [node.text] : []));
}

export async function maySpeak(player: GamePlayer): Promise<boolean> {
  const first = await seen(player, "Reply1");
  return first !== undefined && first.properties.Interactable !== false;
}
