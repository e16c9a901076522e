/** Cuts a stream of text into sentences, each as soon as it is whole, cleaned of what no character would say. */
export async function* sentences(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    rest += piece;
    const parts = split(rest);
    // The last one may go on: "Mr." or "3." look like an end until the next words are there.
    rest = parts.pop() ?? "";
    yield* parts.map(spoken).filter((sentence) => sentence !== "");
  }
  yield* split(rest)
    .map(spoken)
    .filter((sentence) => sentence !== "");
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

const split = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Models slip into markdown, stage directions and tags; a dialogue box shows words. */
function spoken(sentence: string): string {
  return sentence
    .replace(/<[^<>]{0,200}>/g, " ")
    .replace(/[*_`#]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
