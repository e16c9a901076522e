import type { Config } from "../../config/config.ts";

interface BesideV1 {
  settings: Partial<Config> & { letta: { baseUrl: string; token: string }; port: number; gatewayToken: string };
  /** It has a Redis, by which it locks conversations. */
  hasLocks: boolean;
  /** Where it runs, and what it has for a home. */
  home: string;
}

/**
 * The settings of a relay beside the real V1 server that `.ci/letta-v1.mjs` has started and told of in the environment.
 * @throws where there is none.
 */
export function besideV1Server(): BesideV1 {
  const {
    LETTA_V1_URL: baseUrl,
    LETTA_V1_PASSWORD: token = "",
    LETTA_V1_KIND: kind,
    LETTA_V1_GATEWAY: gateway = "",
    LETTA_V1_HOME: home = "",
  } = process.env;
  if (baseUrl === undefined)
    throw new Error("There is no V1 server: run this by `node .ci/letta-v1.mjs pip node <file>`.");
  const [port = "0", gatewayToken = ""] = gateway.split(" ");
  return {
    settings: { mind: "letta-api", letta: { baseUrl, token }, port: Number(port), gatewayToken },
    hasLocks: kind === "docker",
    home,
  };
}
