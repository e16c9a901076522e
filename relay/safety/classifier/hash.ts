/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashOf(text: string, from = 0, to = text.length): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** One 32-bit hash of a kind of feature and of up to three hashes. */
export const mixed = (kind: number, one: number, two = 0, three = 0): number => mix(mix(mix(kind, one), two), three);

const mix = (hash: number, more: number): number => {
  const product = Math.imul(hash ^ more, 0x85ebca6b);
  return (Math.imul(product ^ (product >>> 15), 0xc2b2ae35) ^ (hash << 5)) >>> 0;
};
