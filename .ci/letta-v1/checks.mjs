const NO_WARNING = "--disable-warning=ExperimentalWarning";
const JEST = ["--experimental-vm-modules", NO_WARNING, "node_modules/jest/bin/jest.js", "--runInBand", "--testMatch"];
const suite = (...globs) => ({ name: "suite", command: ["node", ...JEST, ...globs] });

const ALL = "**/relay/test/letta-v1/*.check.ts";
/** What another server below the same API could break. */
const OF_A_MIND = "**/relay/test/letta-v1/{mind,agents,healing}.check.ts";
const RED_TEAM = "**/relay/test/red-team/letta-api.check.ts";
const FAULTS = {
  name: "faults",
  command: ["node", "--expose-gc", NO_WARNING, "relay/test/faults/run.ts", "--mind", "letta-api"],
};
const RECALL = { name: "recall", command: ["node", NO_WARNING, "relay/bench/recall.ts", "--mind", "letta-api"] };

/**
 * The two servers of the founding notes. They differ in this alone: the Docker image brings a Redis, for its locks. One red
 * team, one canary, and one run of faults and recall, are enough for both. They come last, since they keep the real deadlines: by then
 * the other server is done.
 */
export const SERVERS = {
  pip: { port: 8333, gatewayPort: 18_333, redis: false, checks: [suite(ALL), suite(RED_TEAM), FAULTS, RECALL] },
  docker: { port: 8283, gatewayPort: 18_283, redis: true, checks: [suite(OF_A_MIND)] },
};
