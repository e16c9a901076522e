import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const isWindows = process.platform === "win32";
const KILL_AFTER_MS = 10_000;

/**
 * Runs checks one after the other and tells what is wrong by name. What fails is run once more, only to tell a flake from a
 * fault: both count as failed. Answers with the exit code. `write` takes the lines, `cwd` is a file URL.
 */
export async function runChecks(checks, { cwd, write = (line) => process.stdout.write(`${line}\n`) }) {
  const results = [];
  for (const check of checks) {
    write(`\n== ${check.name}`);
    const began = performance.now();
    const verdict = await judge(check, cwd, write);
    results.push({ name: check.name, seconds: (performance.now() - began) / 1000, ...verdict });
    for (const line of linesOf(verdict)) write(line);
  }
  write("\nseconds  check");
  for (const { name, seconds } of results.toSorted((a, b) => b.seconds - a.seconds))
    write(`${seconds.toFixed(1).padStart(7)}  ${name}`);
  write("");
  for (const line of results.flatMap(linesOf)) write(line);
  const flaky = results.flatMap((result) => result.flaky).length;
  if (flaky > 0) write(`${flaky} failed and passed when repeated: each is a fault, and its check counts as failed`);
  const failed = results.filter((result) => linesOf(result).length > 0).length;
  write(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const linesOf = ({ flaky, failed }) => [
  ...flaky.map((name) => `flaky: ${name}`),
  ...failed.map((name) => `failed: ${name}`),
];

async function judge(check, cwd, write) {
  const first = await attempt(check.command, check.seconds, cwd);
  if (first.passed) return { flaky: [], failed: [] };
  write(`== ${check.name}: ${first.how}; once more, to tell a flake from a fault`);
  const files = [...new Set(first.tests.map((name) => name.split(" › ")[0]))];
  const command = files.length > 0 && check.again ? check.again(files) : check.command;
  const second = await attempt(command, check.seconds, cwd);
  const named = [...new Set([...first.tests, ...second.tests])];
  const isFault = (name) => first.tests.includes(name) && second.tests.includes(name);
  const flaky = named.filter((name) => !isFault(name));
  const failed = named.filter(isFault);
  // A failure that no test explains is the check's own.
  if (second.passed && first.tests.length === 0) flaky.push(check.name);
  if (!second.passed && failed.length === 0) failed.push(`${check.name} (${second.how})`);
  return { flaky, failed };
}

/** `tests`: those that have failed, as failed-tests.mjs and letta-v1.mjs name them; none where the command knows no tests. */
async function attempt([program, ...args], seconds, cwd) {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  const report = join(folder, "failed-tests");
  // The pinned Node, as npm scripts have it.
  const PATH = [join(fileURLToPath(cwd), "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const options = { cwd, env: { ...process.env, PATH, FAILED_TESTS: report }, stdio: ["ignore", "inherit", "inherit"] };
  const child = spawn(program, args, { ...options, shell: isWindows, detached: !isWindows });
  const how = await ending(child, seconds);
  const tests = linesIn(report);
  rmSync(folder, { recursive: true, force: true });
  return { passed: how === "exit code 0", how, tests };
}

function ending(child, seconds) {
  return new Promise((resolve) => {
    let isLate = false;
    let killing;
    const kill = (signal) => {
      try {
        // All that the check has started, too.
        if (isWindows) child.kill(signal);
        else process.kill(-child.pid, signal);
      } catch (error) {
        if (error.code !== "ESRCH") throw error;
      }
    };
    const stop = () => {
      kill("SIGTERM");
      killing ??= setTimeout(() => kill("SIGKILL"), KILL_AFTER_MS);
    };
    const late = setTimeout(() => ((isLate = true), stop()), seconds * 1000);
    const interrupt = () => (stop(), child.once("exit", () => process.exit(130)));
    const settle = (how) => {
      clearTimeout(late);
      clearTimeout(killing);
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, interrupt);
      resolve(how);
    };
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, interrupt);
    child.once("error", (error) => settle(error.message));
    child.once("exit", (code, signal) =>
      settle(isLate ? `not done after ${seconds} s` : signal ? `ended by ${signal}` : `exit code ${code}`),
    );
  });
}

function linesIn(file) {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
