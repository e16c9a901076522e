/** The offered tool that a name means: models stick prefixes, templates' markers and brackets to it. Undefined where it is none. */
export function offeredName(name: string | undefined, tools: string[]): string | undefined {
  if (name === undefined || tools.includes(name)) return name;
  const words = wordsOf(name.replace(/<\|.*$/s, ""));
  const exact = tools.find((tool) => wordsOf(tool) === words);
  if (exact !== undefined) return exact;
  const inside = tools.filter((tool) => ` ${words} `.includes(` ${wordsOf(tool)} `) && isStuckTo(name, tool));
  return inside.length === 1 ? inside[0] : undefined;
}

/** Of tools as a request offers them. */
export const namesOf = (tools: { function?: { name: string } | undefined }[] | null | undefined): string[] =>
  (tools ?? []).flatMap((tool) => tool.function?.name ?? []);

/** `default_api:wave`, `functions.wave`, `wave()`; not `wave_goodbye`, which is another one. */
const isStuckTo = (name: string, tool: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])${wordsOf(tool).replaceAll(" ", "[\\W_]*")}(?![\\p{L}\\p{N}_-])`, "iu").test(name);

const wordsOf = (name: string): string =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
