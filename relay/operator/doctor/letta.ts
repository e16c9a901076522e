import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Config } from "../../config/config.ts";
import { parsedJson } from "../../lib/json.ts";
import { HARNESS, isInstalled } from "../../minds/letta/app-server/embedded/prerequisites.ts";
import { chosenMind } from "../../minds/settings.ts";
import { broken, type Finding, ok, warn } from "./finding.ts";

const PATIENCE_MS = 5_000;
const NAME = "@letta-ai/letta-code";

/** The Letta that the settings name: whether it is there. */
export async function checkLetta(config: Config): Promise<Finding[]> {
  const mind = chosenMind(config);
  if (mind === "direct") return [ok("letta", "not used (MIND=direct)")];
  if (mind === "letta-api") return [await checkServer(config.letta?.baseUrl ?? "", "LETTA_BASE_URL")];
  if (config.appServers === undefined) return [checkEmbedded()];
  return Promise.all(
    config.appServers.servers.map(({ url }) => checkServer(url.replace(/^ws/, "http"), "LETTA_APP_SERVER_URL")),
  );
}

function checkEmbedded(): Finding {
  if (!isInstalled())
    return warn("letta", "the embedded Letta is not here yet", "The next start fetches it: once, about 330 MB.");
  const wanted = manifest.parse(read("package.json")).dependencies?.[NAME];
  const there = manifest.parse(read(`node_modules/${NAME}/package.json`)).version;
  return wanted === there
    ? ok("letta", `embedded, ${there ?? ""}`)
    : warn(
        "letta",
        `embedded, ${there ?? "?"}, and this relay was tested with ${wanted ?? "?"}`,
        `In ${HARNESS}: npm ci --ignore-scripts --omit=optional`,
      );
}

/** Whatever it answers, there is somebody. Whether it lets the relay in is found at the start. */
async function checkServer(url: string, setting: string): Promise<Finding> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
  await response?.body?.cancel();
  return response === undefined
    ? broken(
        "letta",
        `nobody answers at ${url}`,
        `Start it, or mend ${setting}. Until then NPCs are answered without Letta.`,
      )
    : ok("letta", `${url} answers`);
}

const manifest = z
  .object({ version: z.string().optional(), dependencies: z.record(z.string(), z.string()).optional() })
  .catch({});
const read = (file: string): unknown => parsedJson(readFileSync(join(HARNESS, file), "utf8"));
