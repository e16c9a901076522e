import { availableParallelism } from "node:os";
import type { z } from "zod";
import { ConfigError } from "../lib/config-error.ts";
import type { MindSettings } from "../minds/settings.ts";
import type { environment } from "./environment.ts";

const LETTA_CLOUD = "https://api.letta.com";

/** Each Letta needs its key, and `MIND=letta-api` needs a server. @throws {ConfigError} */
export function lettaFrom(
  env: z.infer<typeof environment>,
): Pick<MindSettings, "letta" | "appServers" | "lettaProcesses"> {
  const {
    MIND,
    LETTA_API_KEY,
    LETTA_BASE_URL,
    LETTA_PASSWORD,
    LETTA_APP_SERVER_URL,
    LETTA_APP_SERVER_TOKEN,
    LETTA_PROCESSES,
    GATEWAY_URL,
  } = env;
  if (MIND === "letta-api" && LETTA_BASE_URL === undefined && LETTA_API_KEY === undefined) {
    throw new ConfigError("MIND: letta-api needs LETTA_BASE_URL (a self-hosted server) or LETTA_API_KEY (Letta Cloud)");
  }
  if (LETTA_APP_SERVER_URL !== undefined && LETTA_APP_SERVER_TOKEN === undefined) {
    throw new ConfigError(
      "LETTA_APP_SERVER_TOKEN: needed, because a server without one lets anybody run commands on its machine",
    );
  }
  const urls = LETTA_APP_SERVER_URL ?? [];
  const tokens = LETTA_APP_SERVER_TOKEN ?? [];
  if (urls.length > 0 && tokens.length !== 1 && tokens.length !== urls.length) {
    throw new ConfigError(
      `LETTA_APP_SERVER_TOKEN: has ${tokens.length} tokens for ${urls.length} addresses; give one for all, or one for each`,
    );
  }
  const token = LETTA_API_KEY ?? LETTA_PASSWORD;
  const hasLetta = LETTA_BASE_URL !== undefined || LETTA_API_KEY !== undefined;
  return {
    lettaProcesses: LETTA_PROCESSES === "auto" ? byCores() : LETTA_PROCESSES,
    ...(hasLetta && { letta: { baseUrl: LETTA_BASE_URL ?? LETTA_CLOUD, ...(token !== undefined && { token }) } }),
    ...(urls.length > 0 && {
      appServers: {
        servers: urls.map((url, at) => ({ url, token: tokens[at] ?? tokens[0] ?? "" })),
        ...(GATEWAY_URL !== undefined && { gatewayUrl: GATEWAY_URL }),
      },
    }),
  };
}

/** A core is left to the relay itself; each Letta takes up to one, and some 200 MB. */
const byCores = (): number => Math.min(8, Math.max(1, availableParallelism() - 1));
