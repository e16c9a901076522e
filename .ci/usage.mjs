// Stands before a script for developers: `--help` says what it does and takes, and a word that it does not take is told in a line.
//   node --import ./.ci/usage.mjs <script>
import { readFileSync } from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";

const [script, ...words] = process.argv.slice(1);
const source = readFileSync(resolve(script), "utf8");
const isHelpAsked = words.includes("--help") || words.includes("-h");
const { parseArgs } = util;

// Who takes options says which where it reads them; nobody else takes a word, unless it reads the command line itself.
if (source.includes("parseArgs(")) {
  util.parseArgs = readArgs;
  syncBuiltinESMExports();
} else if (isHelpAsked) instead(`${about()}\n${usage()}`, 0);
else if (words.length > 0 && !source.includes("process.argv")) instead(`${nothing(words[0])}\n${usage()}`, 2);

/** `parseArgs` for the script: it ends here where help is asked for, or what it was given is not what it takes. */
function readArgs(config) {
  const { options = {} } = config;
  const stop = (text, exitCode) => {
    (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n${usage(options)}\n`);
    process.exit(exitCode);
  };
  if (isHelpAsked) stop(about(), 0);
  const { tokens } = parseArgs({ ...config, strict: false, allowPositionals: true, tokens: true });
  for (const { kind, name, rawName, value } of tokens) {
    if (kind === "positional") stop(nothing(value), 2);
    if (kind === "option" && options[name] === undefined) stop(nothing(rawName), 2);
    if (kind === "option" && options[name].type === "string" && value === undefined)
      stop(`--${name} needs a value.`, 2);
  }
  return parseArgs(config);
}

function nothing(word) {
  return `"${word}" is nothing that it takes.`;
}

/** What the script says of itself, in its first comment. */
function about() {
  const [, block, lines] = /\/\*\*([^]*?)\*\/|^((?:\/\/.*\n)+)/m.exec(source) ?? [];
  return (block ?? lines ?? "").replace(/^\s*(\*|\/\/) ?/gm, "").trim();
}

function usage(options = {}) {
  const lines = Object.entries(options).map(
    ([name, { type, default: standard }]) =>
      `  --${name}${type === "string" ? " <value>" : ""}${standard === undefined ? "" : `   Default: ${standard}`}`,
  );
  const takes = lines.length > 0 ? " -- [options]" : source.includes("process.argv") ? "" : " (it takes no options)";
  return [`\nUsage: npm run ${process.env.npm_lifecycle_event ?? script}${takes}`, ...lines].join("\n");
}

/** The script itself is left out. */
function instead(text, exitCode) {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = exitCode;
  const main = pathToFileURL(resolve(script)).href;
  registerHooks({
    load: (url, context, next) =>
      url === main ? { format: "module", source: "export {};", shortCircuit: true } : next(url, context),
  });
}
