import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runChecks } from "./run-checks.mjs";

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), "run-checks-"))));
after(() => rm(folder, { recursive: true, force: true }));

const script = (code) => [process.execPath, "--input-type=module", "-e", code];
const passing = { name: "well", seconds: 20, command: script("") };
const failing = { name: "broken", seconds: 20, command: script("process.exitCode = 3") };
/** Fails at the first run only; each has a file of its own to know it by. */
const once = (name, bad) => {
  const mark = JSON.stringify(join(folder, name));
  return script(
    `import { appendFileSync, existsSync, writeFileSync } from "node:fs"; const isFirst = !existsSync(${mark}); writeFileSync(${mark}, ""); ${bad}`,
  );
};

async function linesOf(...checks) {
  const lines = [];
  const code = await runChecks(checks, { cwd: new URL("..", import.meta.url), write: (line) => lines.push(line) });
  return { lines, last: lines.at(-1), code };
}
const count = (lines, wanted) => lines.filter((line) => line === wanted).length;

test("what passes is counted, timed, and named nowhere else", async () => {
  const { lines, last, code } = await linesOf(passing);
  assert.equal(last, "1 passed, 0 failed");
  assert.equal(code, 0);
  assert.equal(count(lines, "\n== well"), 1);
  assert.equal(lines.filter((line) => /^ +\d+\.\d  well$/.test(line)).length, 1);
});

test("what fails twice is a fault", async () => {
  const { lines, last, code } = await linesOf(passing, failing);
  assert.equal(last, "1 passed, 1 failed");
  assert.equal(code, 1);
  assert.equal(count(lines, "failed: broken (exit code 3)"), 2);
});

test("what fails and then passes is a flake, told at once and at the end, and counts as failed", async () => {
  const flaky = { name: "now and then", seconds: 20, command: once("flaky", "if (isFirst) process.exitCode = 1") };
  const { lines, last, code } = await linesOf(flaky, passing);
  assert.equal(count(lines, "flaky: now and then"), 2);
  assert.ok(lines.indexOf("flaky: now and then") < lines.indexOf("\n== well"));
  assert.equal(last, "1 passed, 1 failed");
  assert.equal(code, 1);
});

test("single tests are named, the flaky apart from the broken, and only their files run again", async () => {
  const report = (...names) => `appendFileSync(process.env.FAILED_TESTS, ${JSON.stringify(names.join("\n") + "\n")})`;
  const asked = [];
  const suite = {
    name: "tests",
    seconds: 20,
    command: script(
      `import { appendFileSync } from "node:fs"; ${report("a.spec.ts › waits", "a.spec.ts › counts", "b.spec.ts › ends")}; process.exitCode = 1`,
    ),
    again: (files) => {
      asked.push(...files);
      return script(`import { appendFileSync } from "node:fs"; ${report("a.spec.ts › counts")}; process.exitCode = 1`);
    },
  };
  const { lines, last } = await linesOf(suite);
  assert.deepEqual(asked, ["a.spec.ts", "b.spec.ts"]);
  assert.deepEqual(lines.filter((line) => /^(flaky|failed): /.test(line)).slice(0, 3), [
    "flaky: a.spec.ts › waits",
    "flaky: b.spec.ts › ends",
    "failed: a.spec.ts › counts",
  ]);
  assert.equal(last, "0 passed, 1 failed");
});

test("what takes too long is ended, and told as that", async () => {
  const { lines, last } = await linesOf({
    name: "endless",
    seconds: 0.5,
    command: script("setInterval(() => {}, 1000)"),
  });
  assert.equal(count(lines, "failed: endless (not done after 0.5 s)"), 2);
  assert.equal(last, "0 passed, 1 failed");
});

test("the slowest stands first in the table", async () => {
  const slow = { name: "slow", seconds: 20, command: script("setTimeout(() => {}, 600)") };
  const { lines } = await linesOf(passing, slow);
  const table = lines.slice(lines.indexOf("\nseconds  check") + 1, -2);
  assert.deepEqual(
    table.map((line) => line.trim().split("  ")[1]),
    ["slow", "well"],
  );
});

test("a program that is not there is a fault with its reason", async () => {
  const { lines } = await linesOf({ name: "missing", seconds: 5, command: ["no-such-program-here"] });
  assert.ok(lines.some((line) => line.startsWith("failed: missing (") && line.includes("ENOENT")));
});
