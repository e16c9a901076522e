import type { Turn } from "../store/turns.ts";
import type { TurnContext } from "./turn-context.ts";

/** What a turn is found again by in the log: its own id, and that of the HTTP request which brought it. */
export const idsOf = ({ live }: Pick<TurnContext, "live">, { id }: Pick<Turn, "id">) => {
  const request = live.get(id)?.request;
  return { turn: id, ...(request !== undefined && { request }) };
};
