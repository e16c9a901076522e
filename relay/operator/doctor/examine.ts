import { type Cast, openCast } from "../../cast/cast.ts";
import { type Config, readConfig } from "../../config/config.ts";
import { modelNamedByAll } from "../../models/gateway/gateway.ts";
import { createLogger } from "../../observe/logger.ts";
import { broken, type Finding, ok } from "./finding.ts";
import { checkGuard } from "./guard.ts";
import { checkKeys } from "./keys.ts";
import { checkLetta } from "./letta.ts";
import { checkData, checkDisk, checkGit, checkNode } from "./machine.ts";
import { checkModel } from "./model.ts";
import { checkClock, checkPort, checkReach } from "./network.ts";
import { checkPlace } from "./place.ts";
import { checkSettings } from "./settings.ts";

/**
 * Looks at all that a relay in this folder needs, changes nothing, and says each thing in one line. `place`: the game's, else
 * the one that is found in the folder.
 */
export async function examine(place?: string): Promise<Finding[]> {
  const config = attempt(readConfig);
  const first = [checkNode(), ...checkSettings(config.mistake)];
  if (config.value === undefined) return first;
  const cast = await readSheets(config.value);
  const placed = cast.value === undefined ? [] : await checkPlace(cast.value.all(), place);
  return [...first, ...(await checkAll(config.value, cast.value)), ...cast.findings, ...placed];
}

const checkAll = async (config: Config, cast: Cast | undefined): Promise<Finding[]> => [
  await checkGit(config),
  await checkPort(config),
  ...checkData(config),
  await checkDisk(config),
  await checkClock(config),
  ...checkKeys(config),
  await checkModel(config, cast && modelNamedByAll(cast.all())),
  await checkGuard(config),
  ...(await checkLetta(config)),
  await checkReach(config),
];

async function readSheets({ sheetsDir, isRestricted }: Config): Promise<{ value?: Cast; findings: Finding[] }> {
  const log = await createLogger("silent");
  const { value, mistake } = attempt(() => openCast(sheetsDir, isRestricted, log, AbortSignal.abort()));
  const wrong = (mistake ?? "").split("\n").filter((line) => line !== "");
  const findings =
    value === undefined
      ? wrong.map((line) => broken("sheets", line, "Mend this line of the sheet."))
      : [
          ok(
            "sheets",
            `${value
              .all()
              .map(({ id }) => id)
              .join(", ")} (${sheetsDir})`,
          ),
        ];
  return { ...(value && { value }), findings };
}

function attempt<T>(act: () => T): { value?: T; mistake?: string } {
  try {
    return { value: act() };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}
