import type { Sheet } from "../cast/sheet.ts";

/** The rules that every NPC plays by, for every mind. */
export function systemPrompt(sheet: Sheet): string {
  return `You are ${sheet.name}.`;
}

/** The rules and the persona in one, for a mind without memory blocks. */
export const directPrompt = (sheet: Sheet): string => `${systemPrompt(sheet)}\n\nWho you are:\n${sheet.persona}`;
