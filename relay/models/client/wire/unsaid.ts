import type { Part } from "./read-part.ts";

/** How much a model has written that is not said aloud, in characters: its thoughts, and its calls of tools. */
export function countUnsaid() {
  let characters = 0;
  return {
    add({ thought, calls, isWhole }: Part): void {
      if (thought === 0 && calls.length === 0) return;
      const more = calls.reduce((sum, { name, arguments: args }) => sum + lengthOf(name) + lengthOf(args), thought);
      characters = isWhole ? Math.max(characters, more) : characters + more;
    },
    count: (): number => characters,
  };
}

const lengthOf = (value: unknown): number => {
  if (value === undefined || value === null) return 0;
  return (typeof value === "string" ? value : JSON.stringify(value)).length;
};
