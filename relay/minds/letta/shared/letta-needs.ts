import type { Logger } from "../../../observe/logger.ts";
import type { LettaRefs } from "../../../store/letta-refs.ts";

/** What the NPCs need to live on a Letta, whichever one it is. */
export interface LettaNeeds {
  refs: LettaRefs;
  /** Keeps the agents of several stores on one server apart. */
  namespace: string;
  log: Logger;
  /**
   * Ends what the gateway still asks a model for this turn, with an error status where nothing was sent yet. No Letta does so
   * itself: an aborted turn would go on to cost tokens, and hold its conversation until the model speaks.
   */
  abortCalls?: (turn: string) => void;
}
