import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { readClientConfig } from "../../config/config.ts";
import { NpcError, wrongUsage } from "./cli-error.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { helpFor, helpForAll } from "./help.ts";
import { createRelayClient } from "./relay-client.ts";
import { complain, say } from "./terminal.ts";

const EVERYWHERE = {
  url: { type: "string" },
  key: { type: "string" },
  universe: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsOptionsConfig;

/** Does what the words ask for; answers with the exit code. Never throws: an error is one line. */
export async function runNpc(args: string[], signal: AbortSignal): Promise<number> {
  try {
    await run(args, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return 1;
    complain(error instanceof Error ? error.message : String(error));
    return error instanceof NpcError ? error.exitCode : 1;
  }
}

async function run(args: string[], signal: AbortSignal): Promise<void> {
  const name = firstWord(args);
  if (name === undefined && parsed(args, {}).values.help === true) return say(helpForAll());
  const command = name === undefined ? undefined : COMMANDS[name];
  if (name === undefined || command === undefined) {
    const what = name === undefined ? "Say what to do" : `There is no "${name}"`;
    throw wrongUsage(`${what}: ${Object.keys(COMMANDS).join(", ")}; or --help`);
  }
  const { values, positionals } = parsed(args, command.options);
  if (values.help === true) return say(helpFor(name, command));
  const words = positionals.slice(1);
  checkWords(name, command, words);
  const relay = createRelayClient(relayFrom(values), signal);
  await command.run({ words, options: values, isJson: values.json === true, relay, signal });
}

/** The command's options are known only once the command is; what has a value is the same for all of them. */
function firstWord(args: string[]): string | undefined {
  const options: ParseArgsOptionsConfig = { ...EVERYWHERE };
  for (const command of Object.values(COMMANDS)) Object.assign(options, command.options);
  return parseArgs({ args, options, allowPositionals: true, strict: false }).positionals[0];
}

function checkWords(name: string, { words: [least, most], usage }: Command, words: string[]): void {
  if (words.length >= least && words.length <= most) return;
  throw wrongUsage(`${name}: takes ${usage === "" ? "no more words" : usage}; see ${name} --help`);
}

/** `--url` and `--key`, or what `.env` and the environment say. */
function relayFrom({ url, key, universe }: { url?: unknown; key?: unknown; universe?: unknown }) {
  const known = readClientConfig();
  const address = typeof url === "string" ? url : known.url;
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? ""))
    throw wrongUsage(`--url: must be an address with its protocol, such as http://127.0.0.1:8787, not "${address}"`);
  const shown = typeof key === "string" ? key : known.key;
  if (shown === undefined) throw wrongUsage("There is no operator's key: give --key, or set OPERATOR_KEYS in .env");
  return { url: address.replace(/\/+$/, ""), key: shown, ...(typeof universe === "string" && { universe }) };
}

function parsed(args: string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args, options: { ...options, ...EVERYWHERE }, allowPositionals: true });
  } catch (error) {
    // Node's message goes on with advice that is of no use here.
    throw wrongUsage(error instanceof Error ? (error.message.split(/\. /)[0] ?? "") : String(error));
  }
}
