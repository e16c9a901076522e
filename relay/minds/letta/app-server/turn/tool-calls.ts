import type { Question } from "../../../mind.ts";
import type { Connection } from "../protocol/connection.ts";
import type { FrameOf } from "../protocol/frames.ts";

type Call = FrameOf<"external_tool_call_request">;

/** The calls of our own tools in one turn. */
export interface ToolCalls {
  perform(call: Call): void;
  refuse(call: Call): void;
  /** Lets the server wait for none of them any more. */
  drop(): void;
}

/** `said` resolves when the player has heard what was said before the call. */
export function takeToolCalls(connection: Connection, question: Question, said: () => Promise<void>): ToolCalls {
  const open = new Set<string>();
  const respond = (id: string, text: string) => {
    open.delete(id);
    if (connection.over.aborted) return;
    const result = { content: [{ type: "text", text }] };
    connection.send({ type: "external_tool_call_response", request_id: id, result });
  };
  return {
    perform: ({ request_id: id, tool_name: tool, input }) => {
      open.add(id);
      void said()
        .then(() => question.call(tool, input))
        .catch(() => OVER)
        .then((result) => {
          if (open.has(id)) respond(id, result);
        });
    },
    refuse: ({ request_id: id }) => respond(id, OVER),
    drop: () => {
      for (const id of [...open]) respond(id, OVER);
    },
  };
}

const OVER = "The turn is over.";
