// What a script for developers says when it is asked for help, or in the wrong way: node --test .ci/usage.test.mjs
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "..");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const guarded = Object.entries(scripts).flatMap(([name, line]) => {
  const [, script] = /--import \.\/\.ci\/usage\.mjs (\S+)$/.exec(line) ?? [];
  return script === undefined ? [] : [{ name, script }];
});
const ask = ({ name, script }, ...words) =>
  spawnSync(process.execPath, ["--import", "./.ci/usage.mjs", script, ...words], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, npm_lifecycle_event: name },
  });

test("every one of them tells what it does and takes", () => {
  assert(guarded.length > 15);
  for (const each of guarded) {
    const { status, stdout, stderr } = ask(each, "--help");
    assert.deepEqual({ name: each.name, status, stderr }, { name: each.name, status: 0, stderr: "" });
    assert.match(stdout, new RegExp(`^\\S.*\\n[^]*Usage: npm run ${each.name}\\b`));
  }
});

test("a word that one does not take is told in a line, with what it takes", () => {
  const soak = { name: "soak", script: "relay/bench/soak.ts" };
  for (const words of [["--nonsense"], ["more"], ["--minutes", "1", "more"], ["--minutes"], ["--minutesx", "1"]]) {
    const { status, stdout, stderr } = ask(soak, ...words);
    assert.deepEqual({ words, status, stdout }, { words, status: 2, stdout: "" });
    assert.match(
      stderr,
      /^(".*" is nothing that it takes|--minutes needs a value)\.\n[^]*--players <value> {3}Default: 200\n$/,
    );
  }
});
