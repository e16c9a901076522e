import type { Cast } from "../cast/cast.ts";
import { oncePerSheet } from "../cast/once-per-sheet.ts";
import type { Sheet } from "../cast/sheet.ts";
import type { Question } from "../minds/mind.ts";
import { literal } from "../speech/literal.ts";
import { calledIn } from "../speech/names.ts";
import type { Speaker } from "../speech/speaker.ts";

/**
 * The NPC of a question as the cleaner knows it. What its model calls for in words is done as its calls are. What the rehearsal
 * says was written for the NPC and is told to its end.
 */
export const speakerOf = (
  { sheet, tools, call }: Question,
  cast: Pick<Cast, "all">,
  isRehearsal: boolean,
): Speaker => ({
  name: sheet.name,
  id: sheet.id,
  others: called(cast.all()),
  callsPlayersByName: sheet.callsPlayersByName,
  speaksOfItself: voiceOf(sheet).speaksOfItself,
  ...(!isRehearsal && { brief: { sentences: sheet.sentences, characters: sheet.characters } }),
  offered: new Map(tools.map(({ name, parameters }) => [name, Object.keys(parameters["properties"] ?? {})])),
  onCall: call,
});

/** Worked out once for a cast: where its folder is read again, all sheets are other objects. */
function called(cast: Sheet[]): ReadonlySet<string> {
  const [first] = cast;
  if (first === undefined) return new Set();
  const before = known.get(first);
  if (before?.size === cast.length) return before.names;
  const names = calledIn(cast);
  known.set(first, { size: cast.length, names });
  return names;
}

const known = new WeakMap<Sheet, { size: number; names: ReadonlySet<string> }>();

/** By its own lines: `Pip likes road!`, and again. */
const voiceOf = oncePerSheet(({ name, greeting, fallbacks, afterActs }) => {
  const ofItself = new RegExp(`(?<!\\p{L})${literal(name)} \\p{Ll}`, "u");
  return { speaksOfItself: [greeting, ...fallbacks, ...afterActs].filter((line) => ofItself.test(line)).length > 2 };
});
