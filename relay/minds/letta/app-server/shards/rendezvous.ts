import { createHash } from "node:crypto";

/**
 * Which of these a key belongs to by rendezvous hashing: where one comes or goes, only the keys move that are its own.
 * Undefined where there are none.
 */
export function rendezvous(key: string, names: string[]): string | undefined {
  const weighed = names.map((name) => ({ name, weight: weightOf(name, key) }));
  return weighed.toSorted((one, other) => other.weight - one.weight)[0]?.name;
}

const weightOf = (name: string, key: string): number =>
  createHash("sha256").update(`${name} ${key}`).digest().readUIntBE(0, 6);
