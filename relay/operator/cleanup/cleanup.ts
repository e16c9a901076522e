import type { Cast } from "../../cast/cast.ts";
import type { Mind } from "../../minds/mind.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Database } from "../../store/store.ts";

/** What a cleanup needs. */
export interface Cleanup {
  db: Database;
  cast: Cast;
  mind: Mind;
  log: Logger;
}
