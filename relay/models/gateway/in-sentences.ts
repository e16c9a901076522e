import type { ChatChunk } from "../chat.ts";

/** So long words may wait for the end of their sentence. */
const WAIT_MS = 250;

/**
 * Letta works as long on a piece of one word as on a whole sentence, and its one thread is what limits how many can talk at
 * once. Players hear whole sentences in any case, so words go on when a sentence has ended and the next has begun, or when
 * the model is slow. The first go on at once, that nobody takes the model for silent, and so does all that is no words.
 */
export async function* inSentences(chunks: AsyncIterable<ChatChunk>): AsyncIterable<ChatChunk> {
  let held: ChatChunk | undefined;
  /** The end of a sentence that was sent with no word of the next. */
  let end = "";
  let sentAt = -Infinity;
  for await (const chunk of chunks) {
    if (!isOnlyWords(chunk)) {
      if (held !== undefined) yield held;
      held = undefined;
      yield chunk;
      continue;
    }
    held = withWords(chunk, wordsOf(held) + wordsOf(chunk));
    const words = end + wordsOf(held);
    if (performance.now() - sentAt < WAIT_MS && !HAS_BEGUN_ANOTHER.test(words)) continue;
    yield held;
    end = AT_ITS_END.exec(words)?.[0] ?? "";
    held = undefined;
    sentAt = performance.now();
  }
  if (held !== undefined) yield held;
}

/** An end may turn out to be none, as in "Mr. Crane": then a piece is sent early. */
const HAS_BEGUN_ANOTHER = /[\p{Sentence_Terminal}\n][^\p{L}\p{N}]*[\p{L}\p{N}]/u;
const AT_ITS_END = /[\p{Sentence_Terminal}\n][^\p{L}\p{N}]*$/u;

function isOnlyWords({ choices: [choice, ...others], usage }: ChatChunk): boolean {
  if (!choice?.delta.content || others.length > 0 || usage || choice.finish_reason) return false;
  return Object.keys(choice.delta).every((part) => part === "role" || part === "content");
}

const wordsOf = (chunk: ChatChunk | undefined): string => chunk?.choices[0]?.delta.content ?? "";

function withWords(chunk: ChatChunk, content: string): ChatChunk {
  const [choice] = chunk.choices;
  return { ...chunk, choices: [{ ...choice, delta: { ...choice?.delta, content } }] };
}
