import type { Npc, Sight } from "./sight.ts";

/** Tells in a few words what has happened since the last look: gifts, and what NPCs do. */
export function watchHappenings(): (sight: Sight) => string[] {
  const rest = new Map<string, Pose>();
  const busy = new Set<string>();
  let carried: string[] | undefined;

  const deed = (npc: Npc): string[] => {
    const pose = { arm: npc.arm, height: npc.frame.at[1] };
    const still = rest.get(npc.id) ?? pose;
    rest.set(npc.id, still);
    const verb = pose.arm !== still.arm ? "waves" : pose.height > still.height + 0.02 ? "hops" : undefined;
    if (verb === undefined) busy.delete(npc.id);
    if (verb === undefined || busy.has(npc.id)) return [];
    busy.add(npc.id);
    return [`${npc.name} ${verb}.`];
  };

  return (sight) => {
    const gifts = carried ? sight.carried.slice(carried.length) : [];
    carried = sight.carried;
    return [...gifts.map((gift) => `You are given: ${gift}.`), ...sight.npcs.flatMap(deed)];
  };
}

interface Pose {
  arm: string;
  height: number;
}
