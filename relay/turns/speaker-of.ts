import type { Question } from "../minds/mind.ts";
import type { Speaker } from "../speech/speaker.ts";

/** The NPC of a question as the cleaner knows it. What its model calls for in words is done as its calls are. */
export const speakerOf = ({ sheet, tools, call }: Question): Speaker => ({
  name: sheet.name,
  id: sheet.id,
  callsPlayersByName: sheet.callsPlayersByName,
  brief: { sentences: sheet.sentences, characters: sheet.characters },
  offered: new Map(tools.map(({ name, parameters }) => [name, Object.keys(parameters["properties"] ?? {})])),
  onCall: call,
});
