import type { Sheet } from "../../cast/sheet.ts";

/** Everything that an NPC says by itself, without a model. */
export const linesOf = ({ greeting, fallbacks, afterActs, rehearsal }: Sheet): string[] => [
  greeting,
  ...fallbacks,
  ...afterActs,
  ...rehearsal.otherwise,
  ...rehearsal.answers.map(({ say }) => say),
];

/**
 * Which NPC these lines are nearest to by their words alone: by the cosine to each NPC's centroid, words weighted by how few
 * NPCs use them. The lines themselves are left out of what is known, so that none is recognised by heart.
 */
export function nearestVoice(lines: string[], sheets: Sheet[]): string {
  const bags = sheets.map((sheet) => bagOf(linesOf(sheet).filter((line) => !lines.includes(line))));
  const users = new Map<string, number>();
  for (const word of bags.flatMap((bag) => [...bag.keys()])) users.set(word, (users.get(word) ?? 0) + 1);
  const weigh = (bag: Bag): Bag =>
    mapped(bag, (count, word) => (1 + Math.log(count)) * rarity(users.get(word) ?? 0, bags.length));
  const asked = weigh(bagOf(lines));
  const scores = bags.map((bag) => cosine(asked, weigh(bag)));
  return sheets[scores.indexOf(Math.max(...scores))]?.id ?? "";
}

type Bag = Map<string, number>;

/** Words in small letters, and the marks at the ends of sentences: they are of a voice as well. */
function bagOf(lines: string[]): Bag {
  const bag: Bag = new Map();
  const words =
    lines
      .join(" ")
      .toLowerCase()
      .match(/[\p{L}']+|[!?.]/gu) ?? [];
  for (const word of words) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

const rarity = (users: number, all: number): number => (users === 0 ? 0 : Math.log(1 + all / users));

const mapped = (bag: Bag, change: (value: number, word: string) => number): Bag =>
  new Map([...bag].map(([word, value]) => [word, change(value, word)]));

function cosine(one: Bag, other: Bag): number {
  const dot = [...one].reduce((sum, [word, weight]) => sum + weight * (other.get(word) ?? 0), 0);
  return dot === 0 ? 0 : dot / (lengthOf(one) * lengthOf(other));
}

const lengthOf = (bag: Bag): number => Math.hypot(...bag.values());
