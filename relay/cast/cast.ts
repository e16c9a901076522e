import { readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import type { NpcCard } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import type { Logger } from "../observe/logger.ts";
import { readSheet, SheetError } from "./read-sheet.ts";
import type { Sheet } from "./sheet.ts";

export interface Cast {
  all(): Sheet[];
  /** @throws {RelayError} `unknown_npc` */
  get(npc: string): Sheet;
  find(npc: string): Sheet | undefined;
}

/**
 * Reads every sheet of the folder. A sheet with `memory: player` is a mistake unless the experience is Restricted: to
 * remember players across visits is extended interaction, https://create.roblox.com/docs/production/promotion/content-maturity
 * @throws {SheetError} with all mistakes of all sheets.
 */
export function openCast(folder: string, isRestricted: boolean, log: Logger, signal: AbortSignal): Cast {
  let sheets = readSheets(folder, isRestricted);
  onChange(folder, signal, () => {
    try {
      sheets = readSheets(folder, isRestricted);
      log.info({ npcs: [...sheets.keys()] }, "sheets read again");
    } catch (error) {
      log.error(`the sheets stay as they were: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return {
    all: () => [...sheets.values()],
    find: (npc) => sheets.get(npc),
    get: (npc) => {
      const sheet = sheets.get(npc);
      if (sheet === undefined)
        throw new RelayError("unknown_npc", `There is no NPC "${npc}"; there are ${[...sheets.keys()].join(", ")}.`);
      return sheet;
    },
  };
}

export const cardOf = ({ id, name, greeting, fallbacks, quickReplies }: Sheet): NpcCard => ({
  id,
  name,
  greeting,
  fallbacks,
  quickReplies,
});

function readSheets(folder: string, isRestricted: boolean): Map<string, Sheet> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
  const world = files.includes(WORLD) ? readFileSync(join(folder, WORLD), "utf8").trim() : "";
  const mistakes: string[] = [];
  const sheets = new Map<string, Sheet>();
  for (const name of files.filter((file) => file !== WORLD).sort()) {
    const file = join(folder, name);
    try {
      const sheet = readSheet(file, readFileSync(file, "utf8"), world);
      if (sheet.memory === "player" && !isRestricted) {
        throw new SheetError(
          `${file}: memory: "player" makes the experience Restricted (18+); set EXPERIENCE_RATING=restricted if it is`,
        );
      }
      sheets.set(sheet.id, sheet);
    } catch (error) {
      if (!(error instanceof SheetError)) throw error;
      mistakes.push(error.message);
    }
  }
  if (mistakes.length > 0) throw new SheetError(mistakes.join("\n"));
  if (sheets.size === 0) throw new SheetError(`${folder}: there is no sheet here; an NPC is a file <id>.md`);
  return sheets;
}

/** No NPC: what everybody in town knows. */
const WORLD = "world.md";

/** Editors save in several steps, so the folder is read once it has been quiet for a moment. */
function onChange(folder: string, signal: AbortSignal, act: () => void): void {
  let quiet: NodeJS.Timeout | undefined;
  watch(folder, { persistent: false, signal }, () => {
    clearTimeout(quiet);
    quiet = setTimeout(act, 100).unref();
  }).on("error", () => undefined);
}
