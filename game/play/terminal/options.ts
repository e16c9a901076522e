import { isIPv6 } from "node:net";
import { parseArgs } from "node:util";

export interface Options {
  /** Where a relay is looked for. */
  url: string;
  key: string;
  /** Whether `url` was asked for: then no other relay will do. */
  isUrlGiven: boolean;
  /** Whether a relay is started for the visit even where one runs. */
  isOwn: boolean;
  /** What to say, and to whom, without a terminal. */
  script: { npc: string; text: string }[];
  isHelp: boolean;
}

/** What the player is told in one line, with no stack. */
export class PlayError extends Error {
  override readonly name = "PlayError";
}

export const USAGE = `Walks into the tavern square, here in the terminal: the compiled game, without Studio.

Usage: npm run play -- [options]

  --url <address>     The relay. Default: the one of .env, or one that is started for the visit
  --key <key>         A place server's key to it. Default: the first of .env, or dev
  --own               Starts a relay for the visit even where one runs
  --say "npc: words"  Says it and prints the answer, with no terminal; can be given many times
  -h, --help          Prints this

With arrow keys or WASD you walk, with a number you walk up to somebody, with E you talk.
`;

/** `environment`: where and with which keys the relay of this folder runs. @throws {PlayError} for what is asked in the wrong way. */
export function readOptions(argv: string[], environment: Record<string, string | undefined>): Options {
  const { HOST = "", PORT = "", RELAY_KEYS = "" } = environment;
  const { url, key, own, say, help } = parse(argv);
  return {
    url: (url ?? `http://${reachable(HOST.trim())}:${PORT.trim() || "8787"}`).replace(/\/+$/, ""),
    key: key ?? (RELAY_KEYS.split(",")[0]?.trim() || "dev"),
    isUrlGiven: url !== undefined,
    isOwn: own ?? false,
    script: (say ?? []).map(readSay),
    isHelp: help ?? false,
  };
}

/** An address that the relay listens at may be no address to call, or be written in another way in one. */
function reachable(host: string): string {
  if (["", "0.0.0.0"].includes(host)) return "127.0.0.1";
  if (host === "::") return "[::1]";
  return isIPv6(host) ? `[${host}]` : host;
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        url: { type: "string" },
        key: { type: "string" },
        own: { type: "boolean" },
        say: { type: "string", multiple: true },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new PlayError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function readSay(given: string): { npc: string; text: string } {
  const [, npc = "", text = ""] = /^\s*([^:]+?)\s*:\s*(.*\S)\s*$/s.exec(given) ?? [];
  if (text === "")
    throw new PlayError(`--say needs a name and words, such as "guard: Is the road safe?", not "${given}"`);
  return { npc, text };
}
