/** By these an agent is found again, by whichever relay of the town. */
export const npcTag = (npc: string): string => `townsfolk:npc:${npc}`;
export const townTag = (town: string): string => `townsfolk:town:${town}`;
