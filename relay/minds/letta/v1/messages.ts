import { withoutTags } from "../../../prompt/notes.ts";
import { playerWords, splitTurn } from "../../../prompt/player-words.ts";
import type { Question } from "../../mind.ts";
import type { Messages } from "./run.ts";
import type { Thread } from "./threads.ts";

/** What is said to Letta in this turn: to a new conversation all that was said before, then what the player says. */
export async function messagesFor(question: Question, { isNew, agent }: Thread): Promise<Messages> {
  const words = playerWords(question, isNew ? [] : await question.missed("letta-api"));
  const history = isNew ? await question.history(question.sheet.context / 2) : [];
  return [
    ...history.flatMap(({ said, reply }) => [
      { role: "user" as const, content: withoutTags(said) },
      { role: "assistant" as const, content: reply },
    ]),
    // The turn's id is for the gateway, which takes it out again.
    { role: "user", content: agent.isOurs ? words : splitTurn(words).text },
  ];
}
