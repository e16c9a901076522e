import { oncePerSheet } from "../cast/once-per-sheet.ts";
import type { Question } from "../minds/mind.ts";
import { literal } from "../speech/literal.ts";
import type { Speaker } from "../speech/speaker.ts";

/**
 * The NPC of a question as the cleaner knows it. What its model calls for in words is done as its calls are. What the rehearsal
 * says was written for the NPC and is told to its end.
 */
export const speakerOf = ({ sheet, tools, call }: Question, isRehearsal: boolean): Speaker => ({
  name: sheet.name,
  id: sheet.id,
  callsPlayersByName: sheet.callsPlayersByName,
  speaksOfItself: voiceOf(sheet).speaksOfItself,
  ...(!isRehearsal && { brief: { sentences: sheet.sentences, characters: sheet.characters } }),
  offered: new Map(tools.map(({ name, parameters }) => [name, Object.keys(parameters["properties"] ?? {})])),
  onCall: call,
});

/** By its own lines: `Pip likes road!`, and again. */
const voiceOf = oncePerSheet(({ name, greeting, fallbacks, afterActs }) => {
  const ofItself = new RegExp(`(?<!\\p{L})${literal(name)} \\p{Ll}`, "u");
  return { speaksOfItself: [greeting, ...fallbacks, ...afterActs].filter((line) => ofItself.test(line)).length > 2 };
});
