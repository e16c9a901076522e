import type { Config } from "../../config/config.ts";
import { isLoopback } from "../../lib/near.ts";
import { ownCommand } from "../../lib/own-command.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** What the relay's own endpoints open to. */
export function checkKeys({ keys, operatorKeys, host, publicUrl }: Config): Finding[] {
  if (keys.includes("dev"))
    return [
      publicUrl === undefined
        ? ok("keys", "the development key `dev`, for this machine alone")
        : warn("keys", "the development key `dev` opens nothing to players", "Set RELAY_KEYS and OPERATOR_KEYS."),
    ];
  return [
    ...(keys.length === 0
      ? [ok("keys", `none in RELAY_KEYS; \`${ownCommand("key list")}\` shows those of universes`)]
      : [ok("keys", `${keys.length} in RELAY_KEYS`)]),
    ...(operatorKeys.length === 0
      ? [
          warn(
            "keys",
            "no OPERATOR_KEYS, so nobody can look into the relay or make keys",
            `Set it${isLoopback(host) ? "" : " (16 characters or more)"}, for instance to what \`openssl rand -hex 24\` prints.`,
          ),
        ]
      : []),
  ];
}
