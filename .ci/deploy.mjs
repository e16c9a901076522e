// Puts the real relay behind what relay/deploy configures: nginx, Caddy, Prometheus, systemd. What is missing is installed, where
// this is Debian and we are root.
import { spawnSync } from "node:child_process";

const PACKAGES = {
  nginx: "nginx-light",
  caddy: "caddy",
  promtool: "prometheus",
  "systemd-analyze": "systemd",
  openssl: "openssl",
};

const isThere = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const missing = Object.keys(PACKAGES).filter((program) => !isThere(program));
if (missing.length > 0) install(missing.map((program) => PACKAGES[program]));

const jest = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/jest/bin/jest.js"];
const { status } = spawnSync(process.execPath, [...jest, "--testMatch", "**/relay/test/deploy/*.check.ts"], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;

function install(packages) {
  const apt = (...args) =>
    spawnSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  // No daemon is to be started by its package: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
  const done = apt("update").status === 0 && apt("install", "-y", "--no-install-recommends", ...packages).status === 0;
  if (!done) throw new Error(`These checks need ${packages.join(", ")}: install them and run this again.`);
}
