/**
 * Of the universes in which a player is known, those that an erasure's `GameIds` mean. They are start places of games that the
 * player joined, and only those games' data is to go: https://create.roblox.com/docs/cloud/webhooks/automate-right-to-erasure
 *
 * A universe whose start place was never told may be that of any start place that was not told either. Of an id that is
 * somebody else's there (https://create.roblox.com/docs/players/users) that player is forgotten too: better than nobody.
 */
export function universesMeant(
  known: string[],
  gameIds: string[] | undefined,
  startPlaces: Map<string, string>,
): string[] {
  if (gameIds === undefined || gameIds.length === 0) return known;
  const named = new Set(gameIds.map((id) => startPlaces.get(id)));
  const told = new Set(startPlaces.values());
  return known.filter((universe) => named.has(told.has(universe) ? universe : undefined));
}
