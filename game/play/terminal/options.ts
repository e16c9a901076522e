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

  --url <address>     The relay. Default: http://127.0.0.1:8787, or one that is started for the visit
  --key <key>         A place server's key to it. Default: dev
  --own               Starts a relay for the visit even where one runs
  --say "npc: words"  Says it and prints the answer, with no terminal; can be given many times
  -h, --help          Prints this

With arrow keys or WASD you walk, with a number you walk up to somebody, with E you talk.
`;

const DEFAULT_URL = "http://127.0.0.1:8787";

/** @throws {PlayError} for what is asked in the wrong way. */
export function readOptions(argv: string[]): Options {
  const { url, key, own, say, help } = parse(argv);
  return {
    url: (url ?? DEFAULT_URL).replace(/\/+$/, ""),
    key: key ?? "dev",
    isUrlGiven: url !== undefined,
    isOwn: own ?? false,
    script: (say ?? []).map(readSay),
    isHelp: help ?? false,
  };
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
