import { byKey } from "../lib/by-key.ts";
import type { Width } from "./narrow.ts";
import { createPlaces, type Places } from "./places.ts";

/** A queue before each Letta of the mind: none is given more at once than it can take, however the talks are spread. */
export interface PlacesByShard {
  of(shard: string): Places;
  waiting(): number;
}

/** `most`: of one Letta. */
export function createPlacesByShard(most: () => Width): PlacesByShard {
  const all: Places[] = [];
  const of = byKey(() => {
    const places = createPlaces(most);
    all.push(places);
    return places;
  });
  return { of, waiting: () => all.reduce((sum, places) => sum + places.waiting(), 0) };
}
