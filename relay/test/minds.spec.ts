import { describeMind } from "./support/mind-suite.ts";

describeMind("direct", { mind: "direct" });
describeMind("letta-app-server", { mind: "letta-app-server" });
