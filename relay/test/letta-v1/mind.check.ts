import { describeMind } from "../support/mind-suite.ts";
import { besideV1Server } from "../support/v1-server.ts";

describeMind("letta-api", besideV1Server().settings);
