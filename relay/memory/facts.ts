/** Adds a fact as the newest line: known ones move to the end, and the oldest make room within `limit` characters. */
export function withFact(human: string, fact: string, limit: number): string {
  const line = asFact(fact);
  if (line === "" || line.length > limit) return human;
  const lines = [...linesOf(human).filter((known) => keyOf(known) !== keyOf(line)), line];
  while (lines.join("\n").length > limit) lines.shift();
  return lines.join("\n");
}

/** Takes out every line that says this fact, or of which it is a part. */
export function withoutFact(human: string, fact: string): string {
  const key = keyOf(asFact(fact));
  if (key === "") return human;
  return linesOf(human)
    .filter((line) => !keyOf(line).includes(key))
    .join("\n");
}

/** One line, without what could pass for a tag or a rule of ours; may be empty. */
export const asFact = (fact: string): string =>
  fact
    .replace(/[<>]/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^[-*]\s*/, "");

const linesOf = (human: string): string[] => human.split("\n").filter((line) => line.trim() !== "");

/** Facts that differ in case and punctuation only are the same. */
const keyOf = (line: string): string =>
  line
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
