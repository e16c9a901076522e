import { readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import type { ActDeclaration, NpcCard } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { codeOf } from "../lib/error-code.ts";
import { readYaml } from "../lib/yaml.ts";
import type { Logger } from "../observe/logger.ts";
import { actSet } from "./act-set.ts";
import { readSheet, SheetError } from "./read-sheet.ts";
import type { Sheet } from "./sheet.ts";

export interface Cast {
  all(): Sheet[];
  /** @throws {RelayError} `unknown_npc` */
  get(npc: string): Sheet;
  find(npc: string): Sheet | undefined;
  /** What the folder's `acts.json` declares, for a game that has declared nothing. May be empty. */
  acts(): ActDeclaration[];
}

/**
 * Reads every sheet of the folder. A sheet with `memory: player` is a mistake unless the experience is Restricted: to
 * remember players across visits is extended interaction, https://create.roblox.com/docs/production/promotion/content-maturity
 * @throws {SheetError} with all mistakes of all sheets.
 */
export function openCast(
  folder: string,
  isRestricted: boolean,
  log: Logger,
  signal: AbortSignal,
  watchFolder: typeof watch = watch,
): Cast {
  let { sheets, acts } = readFolder(folder, isRestricted);
  const read = (): void => {
    try {
      ({ sheets, acts } = readFolder(folder, isRestricted));
      log.info({ npcs: [...sheets.keys()] }, "sheets read again");
    } catch (error) {
      log.error(`the sheets stay as they were: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const unwatched = (error: unknown): void =>
    log.warn(`the sheets' folder cannot be watched (${codeOf(error)}): what changes in it needs a restart`);
  onChange(folder, { signal, watchFolder, unwatched }, read);
  return {
    acts: () => acts,
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

function readFolder(folder: string, isRestricted: boolean): { sheets: Map<string, Sheet>; acts: ActDeclaration[] } {
  const all = readdirSync(folder);
  const files = all.filter((file) => file.endsWith(".md"));
  const world = files.includes(WORLD) ? readFileSync(join(folder, WORLD), "utf8").trim() : "";
  const declared = all.includes(ACTS) ? readActs(join(folder, ACTS)) : { data: { acts: [] } };
  const mistakes = "mistakes" in declared ? declared.mistakes : [];
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
  if ("mistakes" in declared || mistakes.length > 0) throw new SheetError(mistakes.join("\n"));
  if (sheets.size === 0) throw new SheetError(`${folder}: there is no sheet here; an NPC is a file <id>.md`);
  return { sheets, acts: declared.data.acts };
}

/** JSON is YAML, and a mistake in it is named with its line. */
const readActs = (file: string) =>
  readYaml(actSet, { file, text: readFileSync(file, "utf8"), whole: "the declaration of acts" });

/** No NPC: what everybody in town knows. */
const WORLD = "world.md";
const ACTS = "acts.json";

interface Watching {
  signal: AbortSignal;
  watchFolder: typeof watch;
  /** The machine watches no more folders, or this one no longer. */
  unwatched: (error: unknown) => void;
}

/** Editors save in several steps, so the folder is read once it has been quiet for a moment. */
function onChange(folder: string, { signal, watchFolder, unwatched }: Watching, act: () => void): void {
  let quiet: NodeJS.Timeout | undefined;
  try {
    watchFolder(folder, { persistent: false, signal }, () => {
      clearTimeout(quiet);
      quiet = setTimeout(act, 100).unref();
    }).on("error", unwatched);
  } catch (error) {
    unwatched(error);
  }
}
