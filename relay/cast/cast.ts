import { readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import type { NpcCard } from "../../game/src/shared/contract.ts";
import { RelayError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { readSheet, SheetError } from "./read-sheet.ts";
import type { Sheet } from "./sheet.ts";

export interface Cast {
  all(): Sheet[];
  /** @throws {RelayError} `unknown_npc` */
  get(npc: string): Sheet;
  find(npc: string): Sheet | undefined;
}

/** Reads every sheet of the folder. @throws {SheetError} with all mistakes of all sheets. */
export function openCast(folder: string, log: Logger, signal: AbortSignal): Cast {
  let sheets = readSheets(folder);
  onChange(folder, signal, () => {
    try {
      sheets = readSheets(folder);
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

function readSheets(folder: string): Map<string, Sheet> {
  const mistakes: string[] = [];
  const sheets = new Map<string, Sheet>();
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .sort()) {
    const file = join(folder, name);
    try {
      const sheet = readSheet(file, readFileSync(file, "utf8"));
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

/** Editors save in several steps, so the folder is read once it has been quiet for a moment. */
function onChange(folder: string, signal: AbortSignal, act: () => void): void {
  let quiet: NodeJS.Timeout | undefined;
  watch(folder, { persistent: false, signal }, () => {
    clearTimeout(quiet);
    quiet = setTimeout(act, 100).unref();
  }).on("error", () => undefined);
}
