// Stands before a script for developers: `--help` says what it does and takes, and a word that it does not take is told in a line.
//   node --import ./.ci/usage.mjs <script>
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [script, ...words] = process.argv.slice(1);
const source = readFileSync(resolve(script), "utf8");
const options = [...source.matchAll(/(\w+): \{ type: "string"(?:, default: "([^"]*)")?/g)];
const takesMore = source.includes("process.argv");

if (words.includes("--help") || words.includes("-h")) instead(`${about()}\n${usage()}`, 0);
else if (!takesMore) {
  const wrong = words.find((word, at) => !isOption(word) && !(isOption(words[at - 1]) && !words[at - 1].includes("=")));
  const [bare] = words.slice(-1).filter((word) => isOption(word) && !word.includes("="));
  if (wrong !== undefined) instead(`"${wrong}" is nothing that it takes.\n${usage()}`, 2);
  else if (bare !== undefined) instead(`${bare} needs a value.\n${usage()}`, 2);
}

function isOption(word = "") {
  return options.some(([, name]) => word === `--${name}` || word.startsWith(`--${name}=`));
}

/** What the script says of itself, in its first comment. */
function about() {
  const [, block, lines] = /\/\*\*([^]*?)\*\/|^((?:\/\/.*\n)+)/m.exec(source) ?? [];
  return (block ?? lines ?? "").replace(/^\s*(\*|\/\/) ?/gm, "").trim();
}

function usage() {
  const lines = options.map(([, name, standard]) => `  --${name} <value>${standard ? `   Default: ${standard}` : ""}`);
  const takes = options.length > 0 ? " -- [options]" : takesMore ? "" : " (it takes no options)";
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
