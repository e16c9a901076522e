import type { ParseArgsOptionsConfig } from "node:util";
import { codeOf } from "../../lib/error-code.ts";
import { wrongUsage } from "./cli-error.ts";
import type { RelayClient } from "./relay-client.ts";

/** One word after `npm run npc --`. */
export interface Command {
  /** What follows the word, for instance `<npc> [--player N]`. */
  usage: string;
  summary: string;
  /** What the summary leaves open: the options, and what an operator should know before. */
  details: string;
  /** How many words it takes at least and at most. */
  words: [number, number];
  options: ParseArgsOptionsConfig;
  run(call: Call): Promise<void>;
}

export interface Call {
  words: string[];
  options: Record<string, string | boolean | (string | boolean)[] | undefined>;
  isJson: boolean;
  relay: RelayClient;
  signal: AbortSignal;
}

/** A whole number of at least 1. @throws {NpcError} 2 */
export function numberFrom(what: string, text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw wrongUsage(`${what}: must be a whole number from 1, not "${text}"`);
  return Number(text);
}

export const textOption = ({ options }: Call, name: string): string | undefined => {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
};

export const listOption = ({ options }: Call, name: string): string[] => {
  const value = options[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

/** A part of a path. */
export const part = (text: string | undefined): string => encodeURIComponent(text ?? "");

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
