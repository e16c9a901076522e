import type { Mind } from "../../minds/mind.ts";
import type { Cast } from "../../npcs/cast.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Database } from "../../store/store.ts";

/** What a cleanup needs. */
export interface Cleanup {
  db: Database;
  cast: Cast;
  mind: Mind;
  log: Logger;
}
