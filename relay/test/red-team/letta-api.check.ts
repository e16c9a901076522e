import { besideV1Server } from "../support/v1-server.ts";
import { describeRedTeam } from "./red-team.ts";

const { letta, port, gatewayToken } = besideV1Server().settings;

describeRedTeam("letta-api", {
  env: {
    MIND: "letta-api",
    LETTA_BASE_URL: letta.baseUrl,
    LETTA_PASSWORD: letta.token,
    PORT: String(port),
    GATEWAY_TOKEN: gatewayToken,
  },
  // This server takes a second a turn, and the two other minds are attacked with all there is.
  pace: { atOnce: 3, each: 4, endpoints: "either", oneIn: 3 },
});
