import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SHIPPED_SHEETS } from "../../config/sheets-folder.ts";
import { isPackage } from "../../lib/own-command.ts";
import { gameSteps } from "./game-steps.ts";
import { ignoreStep } from "./ignore-step.ts";
import type { Step } from "./step.ts";

const EXAMPLE = join(import.meta.dirname, "../../../.env.example");

/** What a folder needs so that a relay plays its own NPCs in it, and a game in it can talk to them. Changes nothing. */
export const planInit = (folder: string): Step[] => [
  ...sheetSteps(folder),
  envStep(folder),
  ignoreStep(folder),
  ...gameSteps(folder),
];

function sheetSteps(folder: string): Step[] {
  const npcs = join(folder, "npcs");
  const stats = lstatSync(npcs, { throwIfNoEntry: false });
  if (stats?.isFile() === true)
    return [
      { kind: "do", what: "npcs is a file here, and sheets need a folder of that name: move it, and do this again." },
    ];
  if (stats !== undefined && readdirSync(npcs).some((name) => name.endsWith(".md")))
    return [{ kind: "keep", file: "npcs/", why: "has sheets" }];
  return readdirSync(SHIPPED_SHEETS).map((name) => ({
    kind: "write",
    file: `npcs/${name}`,
    text: readFileSync(join(SHIPPED_SHEETS, name), "utf8"),
  }));
}

/** For its owner alone, since keys go into it. */
function envStep(folder: string): Step {
  if (lstatSync(join(folder, ".env"), { throwIfNoEntry: false }) !== undefined)
    return { kind: "keep", file: ".env", why: "is there; `townsfolk doctor` checks its names" };
  const text = readFileSync(EXAMPLE, "utf8");
  const here = text.replace(/^# Copy to \.env\. /, "# ").replaceAll("`npm run npc`", "`npx townsfolk`");
  return { kind: "write", file: ".env", text: isPackage ? here : text, mode: 0o600 };
}
