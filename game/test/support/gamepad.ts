import { type GamePlayer } from "../../play/game-server.ts";

/**
 * What a gamepad can select of what has this name, by the objects' names: the directions lead from each of them to every other
 * and never out.
 *
 * @throws where they do not.
 */
export async function selectableIn(player: GamePlayer, within: string): Promise<string[]> {
  const ways = await player.ways();
  const inside = Object.keys(ways).filter((path) => path.split(".").includes(within));
  for (const path of inside) {
    const met = reachedFrom(path, ways);
    const outside = [...met].find((one) => !inside.includes(one));
    if (outside) throw new Error(`${path} leads out, to ${outside}`);
    const missed = inside.find((one) => !met.has(one));
    if (missed) throw new Error(`from ${path} there is no way to ${missed}`);
  }
  return inside.map((path) => path.split(".").at(-1) ?? "").sort();
}

function reachedFrom(start: string, ways: Record<string, string[]>): Set<string> {
  const met = new Set([start]);
  for (const path of met) for (const next of ways[path] ?? []) met.add(next);
  return met;
}
