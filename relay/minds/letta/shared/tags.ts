/** By these an agent is found again, by whichever relay has the store that the namespace belongs to. */
export const tagsOf = ({ id }: { id: string }, namespace: string): [npc: string, namespace: string] => [
  npcTag(id),
  namespaceTag(namespace),
];

export const npcTag = (npc: string): string => `townsfolk:npc:${npc}`;

/** Agents that live on servers bear it, so it says "town" for good. */
export const namespaceTag = (namespace: string): string => `townsfolk:town:${namespace}`;
