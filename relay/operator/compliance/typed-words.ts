import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SKIPPED = /(^|[\\/])(node_modules|out|dist|include|\..+)([\\/]|$)|\.spec\.ts$/;
const SETTING = /\btypedWords\s*[:=]\s*["'](\w+)["']/;

/**
 * By which way what players type comes to NPCs, in the game whose sources are in this folder, and what Roblox's pages say of it.
 * A game that sets nothing uses the library's default.
 */
export function typedWords(folder: string): string[] {
  const byRemote = gameFiles(folder).find((file) => wayIn(join(folder, file)) === "RemoteEvent");
  const way =
    byRemote === undefined
      ? "goes through TextChatService: startTownsfolk's default, since no script here sets typedWords"
      : `goes by a RemoteEvent and the text filter, since ${byRemote} sets typedWords`;
  const advice =
    byRemote === undefined
      ? "game/STUDIO.md tests it in Studio"
      : "take typedWords out, unless the test in game/STUDIO.md fails";
  return [
    `what players type ${way}; ${advice}`,
    'https://create.roblox.com/docs/generative-AI of AI by third parties: "text inputs and outputs must go through TextChatService"',
    "https://create.roblox.com/docs/chat/guidelines: chat is what one user sends to others; other text must be filtered",
    "quick replies are the game's or the NPC's words, which TextChannel:SendAsync does not take; what NPCs say is filtered for each player",
  ];
}

const gameFiles = (folder: string): string[] =>
  globSync("**/*.{ts,tsx,lua,luau}", { cwd: folder, exclude: (path) => SKIPPED.test(path) });

const wayIn = (file: string): string | undefined => SETTING.exec(readFileSync(file, "utf8"))?.[1];
