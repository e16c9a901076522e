import { createHash } from "node:crypto";
import type { Metrics } from "../observe/metrics.ts";
import { notesOf } from "../prompt/notes.ts";
import { type Mind, type Question, TAKEN_BACK } from "./mind.ts";

/**
 * Answers an authored quick reply that opens a talk with what was answered to it before, where the sheet allows it. Nothing
 * else that NPCs say is cached: any other answer may depend on what was said, remembered or done, and a wrong reuse would
 * tell one player what another one said. `deploy/README.md` lists what else is cached, what is not, and why.
 */
export function withQuickReplyCache(mind: Mind, metrics: Metrics): Mind {
  const answers = new Map<string, string[]>();
  return {
    ...mind,
    async *answer(question, signal) {
      if (await isUntouched(question)) yield* answerFromCache(answers, mind, metrics, question, signal);
      else yield* mind.answer(question, signal);
    },
  };
}

async function* answerFromCache(
  answers: Map<string, string[]>,
  mind: Mind,
  metrics: Pick<Metrics, "cacheAsked">,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const key = keyOf(question);
  const known = answers.get(key);
  metrics.cacheAsked("quick-reply", known !== undefined);
  if (known) {
    question.answeredBy("cache");
    yield* known;
    return;
  }
  const acts: string[] = [];
  const pieces: string[] = [];
  const call: Question["call"] = (tool, args) => {
    acts.push(tool);
    return question.call(tool, args);
  };
  for await (const piece of mind.answer({ ...question, call }, signal)) {
    if (piece === TAKEN_BACK) pieces.length = 0;
    else if (piece !== "") pieces.push(piece);
    yield piece;
  }
  // What a guard refuses, or nobody would hear twice, is none to be kept.
  if (acts.length === 0 && !signal.aborted && pieces.length > 0) question.whenDone(() => answers.set(key, pieces));
}

async function isUntouched({ sheet, text, history, again, ...question }: Question): Promise<boolean> {
  return (
    again === undefined &&
    sheet.cacheQuickReplies &&
    notesOf(question).length === 0 &&
    sheet.quickReplies.includes(text) &&
    (await history(Infinity)).length === 0
  );
}

/** An edited sheet and other acts are another key; old ones are as few as there are edits, quick replies and sets of acts. */
const keyOf = ({ sheet, text, tools }: Question): string =>
  createHash("sha256")
    .update(JSON.stringify([sheet, text, tools]))
    .digest("hex");
