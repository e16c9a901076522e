import type { Speaker } from "../../safety/classifier/lines.ts";
import type { Opinion } from "./opinion.ts";

/** The model that judges what players and NPCs say. */
export interface GuardSettings {
  model: string;
  /** Ends without a slash. */
  baseUrl: string;
  apiKey?: string;
  /** In milliseconds: what has not answered by then has failed. */
  deadlineMs: number;
  /** Whether what it could not judge is not told; else the local guard decides alone. */
  failsClosed: boolean;
}

export interface Judged {
  text: string;
  by: Speaker;
  /** What it answers to, if it is an NPC's. */
  after?: string;
}

/** In whose talk it is said: what one universe, or one player, has the guard do is not another's. */
export interface Whose {
  universe: string;
  player: string;
}

/** How a kind of guard is asked, and how its answer is read: undefined where it is no verdict. */
export interface GuardShape {
  path: string;
  body: (settings: GuardSettings, judged: Judged) => unknown;
  read: (answer: unknown) => Opinion | undefined;
}
