import type { Question } from "../minds/mind.ts";
import { REHEARSAL } from "../models/gateway/gateway.ts";
import { speech } from "../speech/speech.ts";
import { begunAnew } from "./begun-anew.ts";
import type { History } from "./history.ts";
import { speakerOf } from "./speaker-of.ts";
import type { LiveTurn } from "./turn-context.ts";
import { withoutRepeats } from "./without-repeats.ts";

/**
 * What the NPC says of the mind's answer. Where it is none that may be told, and nothing of it was, the mind is asked once more;
 * what it says then is told, unless it breaks character again.
 */
export async function* answerAloud(
  { context, turn, progress }: LiveTurn,
  { question, history }: { question: Question; history: History },
  ask: (question: Question) => AsyncIterable<string>,
): AsyncGenerator<string> {
  const { model = "" } = question.sheet;
  const isRehearsed = context.isRehearsal || model === REHEARSAL;
  const unwanted = async (): Promise<string> => {
    // Scripted lines are few. A store that cannot be read just then costs no answer that has come.
    const last = isRehearsed ? undefined : await history.last().catch(() => undefined);
    // Who asks the same may be answered the same.
    return last === undefined || last.said === turn.text ? "" : last.reply;
  };
  let again: Question["again"];
  const onBrokeCharacter = (): void => void (again = "broke character");
  const onRepeat = (): void => void (again = "repeated itself");
  const hasBegun = (): boolean => progress.heard + progress.acts.length > 0;
  const named = speakerOf(question, context.cast, isRehearsed);
  const speaker = {
    ...named,
    opensInThought: context.thoughtHabits.opensInThought(model),
    onEnd: (closedThought: boolean) => context.thoughtHabits.heard(model, closedThought),
  };
  yield* begunAnew(ask(question), (pieces) => {
    // Of words that are taken back nothing counts, also not what was wrong with them.
    again = undefined;
    return withoutRepeats(speech(pieces, { ...speaker, onBrokeCharacter }), unwanted, onRepeat);
  });
  if (again === undefined || hasBegun()) return;
  progress.keep = undefined;
  yield* begunAnew(ask({ ...question, again }), (pieces) => speech(pieces, speaker));
}
