import type { Sheet } from "../../cast/sheet.ts";
import type { PlaceInstance } from "../place/read-place.ts";
import { type Finding, warn } from "./finding.ts";
import { isInPlace } from "./place-npcs.ts";
import { isSaidIn } from "./said-in-scripts.ts";

/**
 * What the sheets of the place's NPCs allow and nothing there declares. Acts are declared by scripts, which are not run for
 * this: an act counts as declared where a script has its name between quotes, and a thing also where an instance has its name.
 */
export function checkActs(place: PlaceInstance[], sheets: Sheet[]): Finding[] {
  const names = new Set(place.map(({ name }) => name));
  return sheets
    .filter(({ id }) => isInPlace(place, id))
    .flatMap(({ id, acts }) =>
      Object.entries(acts).flatMap(([act, allowed]) => {
        if (!isSaidIn(place, act))
          return [
            warn(
              "place",
              `${id} may ${act}, and no script there declares it`,
              `Declare it, or take it out of ${id}.md.`,
            ),
          ];
        return valuesOf(allowed)
          .filter((value) => !names.has(value) && !isSaidIn(place, value))
          .map((value) =>
            warn(
              "place",
              `${id} may ${act} "${value}", and nothing there has that name`,
              `Mend the name in ${id}.md, or add what it names.`,
            ),
          );
      }),
    );
}

/** The texts that one of an act's arguments may be. */
function valuesOf(allowed: Sheet["acts"][string]): string[] {
  if (allowed === true) return [];
  const values = Array.isArray(allowed)
    ? allowed
    : Object.values(allowed)
        .filter((range) => Array.isArray(range))
        .flat();
  return values.filter((value) => typeof value === "string");
}
