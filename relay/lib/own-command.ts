import { extname } from "node:path";

/** As a package the relay is compiled; in its repository it runs as it is written. */
export const isPackage = extname(import.meta.filename) === ".js";

/** What an operator types for one of the relay's own commands, for instance `key create <universe>`. */
export const ownCommand = (words: string): string => `${isPackage ? "npx townsfolk" : "npm run npc --"} ${words}`;
