import { TAKEN_BACK } from "../minds/mind.ts";

/** What `say` makes of an answer; where a piece takes back those before it, of what follows, as of an answer of its own. */
export async function* begunAnew(
  pieces: AsyncIterable<string>,
  say: (pieces: AsyncIterable<string>) => AsyncIterable<string>,
): AsyncGenerator<string> {
  const source = pieces[Symbol.asyncIterator]();
  try {
    for (let isOver = false; !isOver;) {
      try {
        yield* say(untilTakenBack(source));
        isOver = true;
      } catch (error) {
        if (!(error instanceof TakenBack)) throw error;
      }
    }
  } finally {
    await source.return?.();
  }
}

/** @throws {TakenBack} so that whoever listens forgets what it has heard of half a sentence. */
async function* untilTakenBack(source: AsyncIterator<string>): AsyncGenerator<string> {
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    if (next.value === TAKEN_BACK) throw new TakenBack("taken back");
    yield next.value;
  }
}

class TakenBack extends Error {
  override readonly name = "TakenBack";
}
