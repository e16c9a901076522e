import { z } from "zod";
import { playerWords } from "../../../../prompt/player-words.ts";
import type { Exchange } from "../../../../store/turns.ts";
import { MindError, type Question } from "../../../mind.ts";
import { say } from "../hardening/hardening.ts";
import type { Connection } from "../protocol/connection.ts";
import { type Frame, type FrameOf, isOf, type Runtime, textOf } from "../protocol/frames.ts";
import { abandonTurn } from "./abandon-turn.ts";
import { openAnswer } from "./answer.ts";
import { takeToolCalls } from "./tool-calls.ts";

export interface Turn {
  /** The answer, as it comes; ends before `settled`. Fails with a MindError `failed`; ends early when the signal aborts. */
  text: ReadableStream<string>;
  /** Resolves when the server has ended the turn, or is gone. No other turn of the conversation may begin before. */
  settled: Promise<void>;
}

/** Says to the server what the player said. `abortCalls` ends what the model is still saying to a turn. */
export function takeTurn(
  connection: Connection,
  at: Runtime,
  question: Question,
  missed: Exchange[],
  abortCalls: (turn: string) => void,
  signal: AbortSignal,
): Turn {
  // The turn's own, by which it is found again on the server too: a mind is asked for a turn once.
  const id = question.turn;
  /** The runs that answer this message. What comes of others is late, and belongs to an earlier turn. */
  const runs = new Set<string>();
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let queueItem: string | undefined;
  let isOver = false;

  const giveUp = () => {
    if (isOver) return;
    isOver = true;
    answer.end();
    calls.drop();
    abortCalls(question.turn);
    void abandonTurn(connection, at, { accepted, settled, queueItem: () => queueItem }).then(settle, settle);
  };
  const failAndGiveUp = (why: string) => {
    answer.fail(new MindError("failed", why));
    giveUp();
  };
  const close = (failure?: MindError) => {
    isOver = true;
    if (failure === undefined) answer.end();
    else answer.fail(failure);
    settle();
  };
  const lose = () => close(new MindError("unavailable", "the connection to Letta broke"));
  const answer = openAnswer(giveUp);
  const calls = takeToolCalls(connection, question, answer.taken, failAndGiveUp);

  const hear = (frame: Frame) => {
    if (frame.type === "control_request" || !isOf(frame, at)) return;
    if (frame.type === "update_loop_status") for (const run of runsOf(id, frame)) runs.add(run);
    if (frame.type === "update_queue") queueItem = frame.queue.find((item) => item.client_message_id === id)?.id;
    if (frame.type === "external_tool_call_request") calls.perform(frame);
    if (frame.type === "turn_finished" && (frame.run_id === undefined || runs.has(frame.run_id)))
      close(failureOf(frame));
    if (frame.type !== "stream_delta" || !runs.has(frame.delta.run_id ?? "")) return;
    const piece = frame.delta.message_type === "assistant_message" ? textOf(frame.delta.content) : "";
    if (piece !== "" || frame.delta.message_type === "reasoning_message") answer.add(piece);
    if (frame.delta.message_type === "stop_reason") {
      // The model has ended; what it called for comes after.
      if (WHOLE.includes(frame.delta.stop_reason ?? "")) answer.endLine();
      // What was said is whole, and on the server's disk: its player need not wait while the server tidies up.
      if (frame.delta.stop_reason === "end_turn") answer.end();
    }
    // The harness would try for half a minute, and say again what was said already. The gateway has tried enough.
    if (isRetry(frame)) failAndGiveUp("the model's answer broke off");
  };

  const deafen = connection.listen(hear);
  connection.over.addEventListener("abort", lose);
  signal.addEventListener("abort", giveUp);
  void settled.then(() => {
    deafen();
    connection.over.removeEventListener("abort", lose);
    signal.removeEventListener("abort", giveUp);
  });
  const accepted = say(connection, at, playerWords(question, missed), question.tools, id).then((response) => {
    if (!acceptance.parse(response).accepted) throw new Error("refused");
  });
  accepted.catch(() => close(new MindError("unavailable", "Letta does not take the message")));
  if (connection.over.aborted) lose();
  if (signal.aborted) giveUp();
  return { text: answer.text, settled };
}

/** With any other the model was cut in the middle of a sentence. */
const WHOLE = ["end_turn", "requires_approval"];

const acceptance = z.object({ accepted: z.boolean() });

const runsOf = (id: string, { loop_status }: FrameOf<"update_loop_status">): string[] =>
  Object.entries(loop_status.client_message_ids_by_run_id).flatMap(([run, messages]) =>
    messages.includes(id) ? [run] : [],
  );

/** `retry`: the whole run is tried again. An event `retry`: the harness asks the model again within the run. */
const isRetry = ({ delta }: FrameOf<"stream_delta">): boolean =>
  delta.message_type === "retry" || (delta.message_type === "event_message" && delta.event_type === "retry");

/** The server's own words may quote the player, so nothing of them is passed on but what is known to be harmless. */
function failureOf({ stop_reason: reason, error = "" }: FrameOf<"turn_finished">): MindError | undefined {
  if (reason === "end_turn") return undefined;
  const status = /"message": "(\d{3}): /.exec(error)?.[1];
  if (status !== undefined) return new MindError("failed", `the model's provider answered with status ${status}`);
  if (error.includes("Unknown model")) return new MindError("failed", "the gateway does not list the NPC as a model");
  return new MindError("failed", `the turn ended with ${reason}`);
}
