import type { Config } from "./config.ts";
import type { Gateway } from "./gateway/gateway.ts";
import type { Logger } from "./logger.ts";
import type { PlayedCast } from "./memory/played-cast.ts";
import type { Mind } from "./minds/mind.ts";
import type { Database } from "./store/store.ts";
import type { Feed } from "./turns/feed.ts";
import type { Turns } from "./turns/turns.ts";

/** Everything that the relay's parts need of each other. Put together once, in `start.ts`. */
export interface Context {
  config: Config;
  log: Logger;
  cast: PlayedCast;
  db: Database;
  gateway: Gateway;
  /** What Letta shows at the gateway instead of a provider's key. */
  token: string;
  mind: Mind;
  feed: Feed;
  turns: Turns;
  /** The model of sheets that name none. */
  model: () => string;
  /** Aborts when the relay begins to stop. */
  closing: AbortSignal;
}
