import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

/** The town that comes with the relay. */
export const SHIPPED_SHEETS = join(import.meta.dirname, "../npcs");

/** `npcs/` of the folder that the relay was started in, where there is a sheet in it; else the shipped town. Absolute. */
export function sheetsFolder(): string {
  const own = resolve("npcs");
  const hasSheets =
    statSync(own, { throwIfNoEntry: false })?.isDirectory() === true &&
    readdirSync(own).some((name) => name.endsWith(".md"));
  return hasSheets ? own : SHIPPED_SHEETS;
}

/** Where a new sheet belongs: `npcs/` of the folder that one is in, and in the relay's own repository the shipped town. */
export const newSheetsFolder = (): string =>
  resolve("relay/npcs") === SHIPPED_SHEETS ? sheetsFolder() : resolve("npcs");
