import { describeRedTeam } from "./red-team.ts";

describeRedTeam("direct", { env: { MIND: "direct" }, pace: { atOnce: 6, each: 1, endpoints: "both" } });
describeRedTeam("letta-app-server", {
  env: { MIND: "letta-app-server" },
  pace: { atOnce: 4, each: 4, endpoints: "either" },
});
