import type { LiveTurn } from "./turn-context.ts";

/** What a turn is found again by in the log: its own id, and that of the HTTP request which brought it. */
export const idsOf = ({ turn, request }: LiveTurn) => ({ turn: turn.id, ...(request !== undefined && { request }) });
