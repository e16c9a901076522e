#!/usr/bin/env node
// `npx townsfolk`. In words that any Node understands, since it has to say which one is needed.
const NODE = [22, 19];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
  process.stderr.write(
    `Townsfolk needs Node ${NODE.join(".")} or newer, and this is ${process.versions.node}. https://nodejs.org/en/download has it.\n`,
  );
  process.exitCode = 1;
} else {
  // SQLite is experimental in some of them, which is no operator's business: https://nodejs.org/api/sqlite.html
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] !== "ExperimentalWarning") emitWarning(warning, ...rest);
  };
  for (const file of ["compile-cache.mjs", "townsfolk.js"]) await import(new URL(file, import.meta.url).href);
}
