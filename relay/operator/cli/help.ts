import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";

export const helpForAll = (): string => `For operators: asks a running relay about its town, and changes it.

Usage: npm run npc -- <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { usage, summary }]) => `  ${`${name} ${usage}`.trim()}\n      ${summary}`)
  .join("\n")}

${EVERYWHERE}

<npc> is the name of a sheet without .md, <player> a Roblox UserId. \`<command> --help\` tells more.
Exit code: 0 done, 1 refused or failed, 2 asked in the wrong way.`;

export const helpFor = (name: string, { usage, summary, details }: Command): string => `${summary}

Usage: npm run npc -- ${`${name} ${usage}`.trim()}

${details}

${EVERYWHERE}`;

const EVERYWHERE = `Options of every command:
  --url <address>    The relay. Default: the one that .env sets up, else http://127.0.0.1:8787
  --key <key>        An operator's key. Default: the first of OPERATOR_KEYS in .env or the environment
  --universe <name>  Whose players are meant. Default: default
  --json             Prints JSON, one line each result
  -h, --help         Prints this`;
