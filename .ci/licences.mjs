// The licences of everything that is installed, ours apart, by the lock files: npm run licences. Fails where one is not known or
// is none that lets us ship it.
import { readFile } from "node:fs/promises";

const OURS = "package-lock.json";
const HARNESS = "relay/minds/letta/app-server/embedded/harness/package-lock.json";
/** Each lets everybody use, change and pass on; none asks that what uses it be given away too. */
const FINE = new Set(
  [
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC-BY-4.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Python-2.0",
    "Unlicense",
    "WTFPL",
  ].map((licence) => licence.toLowerCase()),
);

const byLicence = new Map();
for (const lock of [OURS, HARNESS]) {
  const { packages } = JSON.parse(await readFile(lock, "utf8"));
  for (const [path, { version, optional, license: licence = "NONE TOLD" }] of Object.entries(packages)) {
    const name = path.replace(/^.*node_modules\//, "");
    // The harness is installed without what it can do without.
    if (path !== "" && !(lock === HARNESS && optional))
      byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(`${name} ${version}`));
  }
}
for (const [licence, names] of [...byLicence].sort(([a], [b]) => a.localeCompare(b))) {
  const isFine = licence
    .replace(/[()]/g, "")
    .split(/ OR /)
    .some((one) => one.split(/ AND /).every((part) => FINE.has(part.toLowerCase())));
  console.log(`${isFine ? "" : "NOT FINE "}${licence} (${names.size})\n  ${[...names].sort().join(", ")}`);
  if (!isFine) process.exitCode = 1;
}
