import { type Command, InvalidArgumentError } from "commander";
import { codeOf } from "../../lib/error-code.ts";
import { isPlayerId } from "../../store/player-ids.ts";
import type { RelayClient } from "./relay-client.ts";

/** What a command works with. */
export interface Session {
  relay: RelayClient;
  isJson: boolean;
  signal: AbortSignal;
}

/** Adds one word to `npm run npc --`. `open` reads the options that all of them have. */
export type AddCommand = (npc: Command, open: (command: Command) => Session) => void;

/** For commander: a whole number of at least 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(text);
}

/** For commander: a Roblox UserId, or whatever else the game calls a player. Studio gives its test players negative ones. */
export function userId(text: string): string {
  if (!isPlayerId(text)) throw new InvalidArgumentError("It must be a Roblox UserId: a whole number, and not 0.");
  return text;
}

/** A part of a path. */
export const part = (text: string | number): string => encodeURIComponent(text);

/** Why a file cannot be read or written. */
export function whyNot(error: unknown): string {
  return REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file or folder",
  EACCES: "there is no permission for it",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
};
