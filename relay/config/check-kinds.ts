import type { z } from "zod";
import { ConfigError } from "../lib/config-error.ts";
import type { environment } from "./environment.ts";

/**
 * One string is one kind of key: else whoever is given the lesser has the greater, and nobody sees it.
 * @throws {ConfigError} that names both settings, and the key in neither.
 */
export function checkKinds(env: z.infer<typeof environment>): void {
  const settingOf = new Map<string, string>();
  const keysOf = (setting: (typeof OURS | typeof ELSEWHERE)[number]): string[] =>
    [env[setting] ?? []].flat().map((key) => key.trim());
  const check = (setting: string, key: string): void => {
    const other = settingOf.get(key);
    if (other !== undefined && other !== setting)
      throw new ConfigError(`${setting}: has a key of ${other} in it; one string is one kind of key`);
  };
  for (const setting of OURS)
    for (const key of keysOf(setting)) {
      check(setting, key);
      settingOf.set(key, setting);
    }
  for (const setting of ELSEWHERE) for (const key of keysOf(setting)) check(setting, key);
}

/** What opens something here. */
const OURS = ["RELAY_KEYS", "OPERATOR_KEYS", "METRICS_KEY", "GATEWAY_TOKEN", "ROBLOX_WEBHOOK_SECRET"] as const;
/** What we show elsewhere: whoever is there has seen it. */
const ELSEWHERE = [
  "OPENAI_API_KEY",
  "GUARD_API_KEY",
  "LETTA_API_KEY",
  "LETTA_PASSWORD",
  "LETTA_APP_SERVER_TOKEN",
] as const;
