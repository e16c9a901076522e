import type { Sheet } from "../../cast/sheet.ts";
import { findPlace, loadPlace } from "../place/load-place.ts";
import { PlaceError } from "../place/raw-instance.ts";
import type { PlaceInstance } from "../place/read-place.ts";
import { broken, type Finding, ok, warn } from "./finding.ts";
import { checkActs } from "./place-acts.ts";
import { checkNpcs } from "./place-npcs.ts";

/** The sheets against a place: `named` by the operator, else the one that is found in this folder. */
export async function checkPlace(sheets: Sheet[], named: string | undefined): Promise<Finding[]> {
  const file = named ?? findPlace(".");
  if (file === undefined)
    return [ok("place", "none in this folder, so no sheet is checked against one (--place <file> names it)")];
  let place: PlaceInstance[];
  try {
    place = await loadPlace(file);
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    // What nobody has asked for breaks nothing.
    return [(named === undefined ? warn : broken)("place", `${file} ${error.message}`, error.todo ?? SAVE)];
  }
  const findings = [...checkNpcs(place, sheets), ...checkLibrary(place), ...checkActs(place, sheets)];
  const told = findings.map((finding) => ({ ...finding, found: `${file}: ${finding.found}` }));
  return told.length > 0 ? told : [ok("place", `${file}: every NPC has a sheet, and what sheets allow is there`)];
}

/** https://create.roblox.com/docs/ai/coding-harness has the menu. */
const SAVE = "Save the place in Studio (File, Save to File), and name that file: --place <file>.";

const checkLibrary = (place: PlaceInstance[]): Finding[] =>
  place.some(({ source }) => source.includes("startTownsfolk"))
    ? []
    : [
        warn(
          "place",
          "no script starts Townsfolk",
          "Put the library in: `townsfolk init` says how. If it comes by Rojo, name the project: --place default.project.json.",
        ),
      ];
