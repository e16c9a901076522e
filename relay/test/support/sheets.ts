import { cp } from "node:fs/promises";
import { join } from "node:path";

/** The ids of the shipped NPCs, in the order in which the relay tells them. */
export const SHIPPED_NPCS = ["detective", "guard", "innkeeper", "merchant", "pet", "rival", "storyteller", "tutor"];

const SHIPPED = join(import.meta.dirname, "../../npcs");

/** Copies the shipped sheets into a folder, made if it is not there, for a test to change. */
export const copySheets = (to: string): Promise<void> => cp(SHIPPED, to, { recursive: true });
