import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const project = resolve(import.meta.dirname, "../../..");
const UNIT = join(project, "relay/deploy/townsfolk.service");

test("systemd takes the unit as it is, finds what it starts, and counts it among the well locked", () => {
  const root = mkdtempSync(join(tmpdir(), "systemd-"));
  const [node = ""] = /\/opt\/townsfolk\/node_modules\S+node(?= )/.exec(readFileSync(UNIT, "utf8")) ?? [];
  for (const program of ["/usr/bin/test", node]) {
    mkdirSync(join(root, dirname(program)), { recursive: true });
    writeFileSync(join(root, program), "");
    chmodSync(join(root, program), 0o755);
  }
  mkdirSync(join(root, "etc/systemd/system"), { recursive: true });
  cpSync(UNIT, join(root, "etc/systemd/system/townsfolk.service"));
  cpSync("/usr/lib/systemd/system", join(root, "usr/lib/systemd/system"), { recursive: true });
  const verified = spawnSync("systemd-analyze", ["verify", `--root=${root}`, "townsfolk.service"], {
    encoding: "utf8",
  });
  const ours = verified.stderr.split("\n").filter((line) => line.includes("townsfolk"));
  const exposed = execFileSync("systemd-analyze", ["security", "--offline=true", "--threshold=20", UNIT], {
    encoding: "utf8",
  });
  rmSync(root, { recursive: true, force: true });
  expect(ours).toEqual([]);
  expect(exposed).toMatch(/Overall exposure level for townsfolk\.service: [01]\.\d/);
});

test.each([
  ["no key", {}, false],
  ["the game's key alone", { RELAY_KEYS: "k" }, false],
  ["both keys", { RELAY_KEYS: "k", OPERATOR_KEYS: "o" }, true],
])("with %s the unit's own condition says whether the relay is started", (_what, env, isStarted) => {
  const [, command = ""] = /^ExecStartPre=(.+)$/m.exec(readFileSync(UNIT, "utf8")) ?? [];
  const keys = { RELAY_KEYS: "", OPERATOR_KEYS: "", ...env };
  const words = command
    .split(" ")
    .map((word) => word.replace(/^\$\{(\w+)\}$/, (_, name: keyof typeof keys) => keys[name]));
  expect(spawnSync(words[0] ?? "", words.slice(1)).status === 0).toBe(isStarted);
});
