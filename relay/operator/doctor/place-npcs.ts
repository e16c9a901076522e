import type { Sheet } from "../../cast/sheet.ts";
import type { PlaceInstance } from "../place/read-place.ts";
import { broken, type Finding, warn } from "./finding.ts";
import { isSaidIn } from "./said-in-scripts.ts";

/** As the library knows its NPCs: `game/townsfolk/shared/attributes.ts`. */
const TAG = "TownsfolkNpc";
const ID = "TownsfolkId";
const MODELS = new Set(["Model", "Actor", "WorldModel"]);

/** The NPCs of a place without a sheet, and the sheets that are nobody's there. */
export function checkNpcs(place: PlaceInstance[], sheets: Sheet[]): Finding[] {
  const ids = new Set(sheets.map(({ id }) => id));
  const tagged = place.filter(({ tags }) => tags.includes(TAG));
  if (!place.some(({ tags, attributes }) => tags.includes(TAG) || attributes.has(ID))) return [NOBODY];
  const nobodys = sheets.filter((sheet) => !isInPlace(place, sheet.id)).map(({ id }) => id);
  return [
    ...tagged.flatMap((npc) => wrongWith(npc, ids)),
    ...place.filter(({ tags, attributes }) => !tags.includes(TAG) && attributes.has(ID)).map(untagged),
    ...(nobodys.length === 0
      ? []
      : [
          warn(
            "place",
            `nobody there is ${nobodys.join(", ")}`,
            `Give a Model the tag ${TAG} and the attribute ${ID} = ${nobodys[0] ?? ""}, or take the sheet away.`,
          ),
        ]),
  ];
}

const NOBODY = warn(
  "place",
  `no Model there has the tag ${TAG}`,
  `Give it to each NPC's Model, with the attribute ${ID}. If they are in Studio only, save the place (File, Save to File), and name it: --place <file>.`,
);

/** Whether a Model, or a script that makes one, names this NPC. */
export const isInPlace = (place: PlaceInstance[], id: string): boolean =>
  place.some(({ attributes }) => attributes.get(ID) === id) || isSaidIn(place, id);

function wrongWith({ path, className, attributes }: PlaceInstance, ids: Set<string>): Finding[] {
  const id = attributes.get(ID);
  if (!MODELS.has(className))
    return [broken("place", `${path} has the tag ${TAG} and is a ${className}`, "Give the tag to its Model.")];
  if (!attributes.has(ID) || id === "")
    return [broken("place", `${path} has no attribute ${ID}`, "Add it, a string: the name of a sheet without .md.")];
  if (id === undefined)
    return [broken("place", `${path}: its attribute ${ID} is no string`, "Delete it, and add it as a string.")];
  if (ids.has(id)) return [];
  const meant = [...ids].find((one) => one === id.trim().toLowerCase().replaceAll(" ", "_"));
  return [
    broken(
      "place",
      `${path} is "${id}", and there is no such sheet`,
      meant === undefined ? `Write one (townsfolk new ${id}), or mend its ${ID}.` : `Did you mean ${meant}?`,
    ),
  ];
}

const untagged = ({ path }: PlaceInstance): Finding =>
  broken("place", `${path} has the attribute ${ID} and not the tag ${TAG}`, "Add the tag, in the Properties window.");
