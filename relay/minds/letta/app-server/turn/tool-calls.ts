import type { Question } from "../../../mind.ts";
import type { Connection } from "../protocol/connection.ts";
import type { FrameOf } from "../protocol/frames.ts";

/** The calls of our own tools in one turn. */
export interface ToolCalls {
  perform(call: FrameOf<"external_tool_call_request">): void;
  /** Lets the server wait for none of them any more. */
  drop(): void;
}

/** The harness knows no limit of its own: a model that keeps calling a tool would do so for ever. */
const LIMIT = 8;

/** `said` resolves when the player has heard what was said before the call. */
export function takeToolCalls(
  connection: Connection,
  question: Question,
  said: () => Promise<void>,
  onTooMany: (why: string) => void,
): ToolCalls {
  const open = new Set<string>();
  let count = 0;
  const respond = (id: string, text: string) => {
    if (!open.delete(id) || connection.over.aborted) return;
    const result = { content: [{ type: "text", text }] };
    connection.send({ type: "external_tool_call_response", request_id: id, result });
  };
  return {
    perform: ({ request_id: id, tool_name: tool, input }) => {
      open.add(id);
      count += 1;
      if (count > LIMIT) return onTooMany(`the model called tools more than ${LIMIT} times`);
      if (!question.tools.some((one) => one.name === tool)) return respond(id, "There is no such tool.");
      void said()
        .then(() => question.call(tool, input))
        .then((result) => respond(id, result));
    },
    drop: () => {
      for (const id of [...open]) respond(id, "The turn is over.");
    },
  };
}
