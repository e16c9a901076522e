import { existsSync, statSync } from "node:fs";
import { misspeltNames } from "../../config/misspelt.ts";
import { broken, type Finding, ok, warn } from "./finding.ts";

/** `.env` itself: its names, and who can read it. `mistakes`: what the relay says of the values. */
export function checkSettings(mistakes: string | undefined): Finding[] {
  const findings = existsSync(".env")
    ? fileFindings()
    : [ok("settings", "no .env here: every setting has its default")];
  const wrong = (mistakes ?? "").split("\n").filter((line) => line !== "");
  return [
    ...findings,
    ...wrong.map((line) => broken("settings", line, "Mend this line of .env, or of the environment.")),
  ];
}

function fileFindings(): Finding[] {
  const odd = misspeltNames().map(({ name, meant }) =>
    warn("settings", `${name} in .env is no setting, and is not read`, `Did you mean ${meant}?`),
  );
  const isOpen = process.platform !== "win32" && (statSync(".env").mode & 0o077) !== 0;
  return [
    ...(odd.length === 0 ? [ok("settings", ".env, every name known")] : odd),
    ...(isOpen
      ? [warn("settings", "others on this machine may read .env, with the keys in it", "chmod 600 .env")]
      : []),
  ];
}
