import { MindError } from "../../../mind.ts";
import { type Frame, type FrameOf, isOf, type Runtime, textOf } from "../protocol/frames.ts";

/** What a server says of one turn. */
export type TurnEvent =
  | { kind: "queued"; item: string | undefined }
  /** Empty where the model thinks. */
  | { kind: "words"; text: string }
  | { kind: "call"; call: FrameOf<"external_tool_call_request"> }
  /** The model's words are whole. `isLast`: the turn ends with them; else calls of tools come, and then more words. */
  | { kind: "sentenceEnded"; isLast: boolean }
  /** The model is asked again, though the player has heard the beginning. */
  | { kind: "brokeOff" }
  | { kind: "finished"; failure: MindError | undefined };

/** Reads out of the frames of a connection what concerns this turn. `id`: as the message bears it. */
export function readTurnEvents(id: string, at: Runtime): (frame: Frame) => TurnEvent | undefined {
  /** The runs that answer this message. What comes of others is late, and belongs to an earlier turn. */
  const runs = new Set<string>();
  return (frame) => {
    if (frame.type === "control_request" || !isOf(frame, at)) return undefined;
    switch (frame.type) {
      case "update_loop_status":
        for (const run of runsOf(id, frame)) runs.add(run);
        return undefined;
      case "update_queue":
        return { kind: "queued", item: frame.queue.find((item) => item.client_message_id === id)?.id };
      case "external_tool_call_request":
        return { kind: "call", call: frame };
      case "turn_finished":
        if (frame.run_id !== undefined && !runs.has(frame.run_id)) return undefined;
        return { kind: "finished", failure: failureOf(frame) };
      case "stream_delta":
        return runs.has(frame.delta.run_id ?? "") ? eventOf(frame.delta) : undefined;
      default:
        return undefined;
    }
  };
}

const runsOf = (id: string, { loop_status }: FrameOf<"update_loop_status">): string[] =>
  Object.entries(loop_status.client_message_ids_by_run_id).flatMap(([run, messages]) =>
    messages.includes(id) ? [run] : [],
  );

function eventOf(delta: FrameOf<"stream_delta">["delta"]): TurnEvent | undefined {
  const { message_type: type, event_type: event, stop_reason: reason } = delta;
  if (type === "assistant_message") return { kind: "words", text: textOf(delta.content) };
  if (type === "reasoning_message") return { kind: "words", text: "" };
  // With any other reason the model was cut in the middle of a sentence.
  if (type === "stop_reason" && (reason === "end_turn" || reason === "requires_approval"))
    return { kind: "sentenceEnded", isLast: reason === "end_turn" };
  // `retry`: the whole run is tried again. An event `retry`: the harness asks the model again within the run.
  if (type === "retry" || (type === "event_message" && event === "retry")) return { kind: "brokeOff" };
  return undefined;
}

/** The server's own words may quote the player, so nothing of them is passed on but what is known to be harmless. */
function failureOf({ stop_reason: reason, error = "" }: FrameOf<"turn_finished">): MindError | undefined {
  if (reason === "end_turn") return undefined;
  const status = /"message": "(\d{3}): /.exec(error)?.[1];
  if (status !== undefined) return new MindError("failed", `the model's provider answered with status ${status}`);
  if (error.includes("Unknown model")) return new MindError("failed", "the gateway does not list the NPC as a model");
  return new MindError("failed", `the turn ended with ${reason}`);
}
