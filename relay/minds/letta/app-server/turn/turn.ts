import { z } from "zod";
import { playerWords } from "../../../../prompt/player-words.ts";
import type { Exchange } from "../../../../store/said.ts";
import { MindError, type Question } from "../../../mind.ts";
import { say } from "../hardening/hardening.ts";
import type { Connection } from "../protocol/connection.ts";
import type { Runtime } from "../protocol/frames.ts";
import { abandonTurn } from "./abandon-turn.ts";
import { openAnswer } from "./answer.ts";
import { readTurnEvents, type TurnEvent } from "./events.ts";
import { takeToolCalls } from "./tool-calls.ts";

export interface Turn {
  /** The answer, as it comes; ends before `settled`. Fails with a MindError; ends early when the signal aborts. */
  text: ReadableStream<string>;
  /** Resolves when the server has ended the turn, or is gone. No other turn of the conversation may begin before. */
  settled: Promise<void>;
}

interface TurnOptions {
  connection: Connection;
  at: Runtime;
  question: Question;
  missed: Exchange[];
  /** Ends what the model is still saying to a turn. */
  abortCalls: (turn: string) => void;
  signal: AbortSignal;
}

/**
 * Where a turn is.
 * - `answering`: what comes of it is passed on.
 * - `said`: the player has all of it, which is on the server's disk too, and need not wait while the server tidies up.
 * - `givenUp`: nobody listens any more, and the server is told to end it.
 * - `over`: the server has ended it, or is gone.
 */
type State = "answering" | "said" | "givenUp" | "over";

/** So long a server may tidy up behind an answer before it is told to end the turn. */
const TIDIES_MS = 10_000;

/** Says to the server what the player said. */
export function takeTurn({ connection, at, question, missed, abortCalls, signal }: TurnOptions): Turn {
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let state: State = "answering";
  let queueItem: string | undefined;
  let tidies: NodeJS.Timeout | undefined;

  const answer = openAnswer(() => giveUp());
  const calls = takeToolCalls(connection, question, answer.taken);
  const abandon = (): void => {
    state = "givenUp";
    calls.drop();
    abortCalls(question.turn);
    void abandonTurn(connection, at, { accepted, settled, queueItem: () => queueItem }).then(
      () => end(),
      () => end(),
    );
  };
  const giveUp = (why?: string): void => {
    if (state !== "answering") return;
    if (why === undefined) answer.end();
    else answer.fail(new MindError("failed", why));
    abandon();
  };
  const endText = (): void => {
    state = "said";
    answer.end();
    tidies = setTimeout(abandon, TIDIES_MS);
  };
  const end = (failure?: MindError): void => {
    state = "over";
    if (failure === undefined) answer.end();
    else answer.fail(failure);
    settle();
  };
  const lose = (): void => end(new MindError("unavailable", "the connection to Letta broke"));

  const hear = (event: TurnEvent | undefined): void => {
    if (event?.kind === "queued") queueItem = event.item;
    else if (event?.kind === "finished") end(event.failure);
    else if (event?.kind === "call" && state !== "answering") calls.refuse(event.call);
    else if (event !== undefined && state === "answering") pass(event);
  };
  const pass = (event: Exclude<TurnEvent, { kind: "queued" | "finished" }>): void => {
    if (event.kind === "call") calls.perform(event.call);
    if (event.kind === "words") answer.add(event.text);
    if (event.kind === "sentenceEnded") answer.endLine();
    if (event.kind === "sentenceEnded" && event.isLast) endText();
    // The harness would try for half a minute, and say again what was said already. The gateway has tried enough.
    if (event.kind === "brokeOff") giveUp("the model's answer broke off");
  };

  const read = readTurnEvents(question.turn, at);
  const deafen = connection.listen((frame) => hear(read(frame)));
  const forget = [onAbort(connection.over, lose), onAbort(signal, () => giveUp())];
  void settled.then(() => {
    clearTimeout(tidies);
    deafen();
    for (const stop of forget) stop();
  });
  // The turn's own id, by which it is found again on the server too: a mind is asked for a turn once.
  const accepted = say(connection, at, playerWords(question, missed), question.tools, question.turn).then(
    (response) => {
      if (!acceptance.parse(response).accepted) throw new Error("refused");
    },
  );
  accepted.catch(() => end(new MindError("unavailable", "Letta does not take the message")));
  return { text: answer.text, settled };
}

/** Also where it has aborted already, then a moment later. Calls with what makes it be forgotten. */
function onAbort(signal: AbortSignal, act: () => void): () => void {
  signal.addEventListener("abort", act);
  if (signal.aborted) queueMicrotask(act);
  return () => signal.removeEventListener("abort", act);
}

const acceptance = z.object({ accepted: z.boolean() });
