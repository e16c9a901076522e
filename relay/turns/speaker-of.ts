import type { Question } from "../minds/mind.ts";
import type { Speaker } from "../speech/speaker.ts";

/**
 * The NPC of a question as the cleaner knows it. What its model calls for in words is done as its calls are. What the rehearsal
 * says was written for the NPC and is told to its end.
 */
export const speakerOf = ({ sheet, tools, call }: Question, isRehearsal: boolean): Speaker => ({
  name: sheet.name,
  id: sheet.id,
  callsPlayersByName: sheet.callsPlayersByName,
  ...(!isRehearsal && { brief: { sentences: sheet.sentences, characters: sheet.characters } }),
  offered: new Map(tools.map(({ name, parameters }) => [name, Object.keys(parameters["properties"] ?? {})])),
  onCall: call,
});
