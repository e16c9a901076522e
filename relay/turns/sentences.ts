import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";

/** A model that makes no end of a sentence is cut between two words. */
const SENTENCE_CHARACTERS = 300;

/** Cuts a stream of text into sentences, each as soon as it is whole, cleaned of what no character would say. */
export async function* sentences(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    rest += piece;
    if (!MAY_END.test(rest) && rest.length <= SENTENCE_CHARACTERS) continue;
    const parts = split(rest);
    // The last one may go on, since "Mr." or "3." look like an end until the next words are there; not so after a new line.
    rest = rest.endsWith("\n") ? "" : (parts.pop() ?? "");
    yield* parts.map(spoken).filter((sentence) => sentence !== "");
  }
  yield* split(rest)
    .map(spoken)
    .filter((sentence) => sentence !== "");
}

/** Without one of these the segmenter finds no end: https://unicode.org/reports/tr29/#Sentence_Boundaries */
const MAY_END = /[\p{Sentence_Terminal}\r\n\u0085\u2028\u2029]/u;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

const split = (text: string): string[] =>
  cut(text).flatMap((part) =>
    // A sentence begins with a capital, so a name that stands first is shown as one.
    Array.from(segmenter.segment(part.replaceAll(NAME, NAME.toUpperCase())), ({ index, segment }) =>
      part.slice(index, index + segment.length),
    ),
  );

/** As `PLAYER_NAME` begins, and what models make of it. */
const NAME = "{player";

function cut(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > SENTENCE_CHARACTERS) {
    const at = placeToCut(rest);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...parts, rest];
}

/** Between two words, or where there are none, as in Chinese, at least not within a name. */
function placeToCut(text: string): number {
  const space = text.lastIndexOf(" ", SENTENCE_CHARACTERS);
  if (space > 0) return space + 1;
  const name = text.lastIndexOf("{", SENTENCE_CHARACTERS);
  return name > SENTENCE_CHARACTERS - PLAYER_NAME.length ? name : SENTENCE_CHARACTERS;
}

/** Models slip into markdown, stage directions and tags; a dialogue box shows words. */
function spoken(sentence: string): string {
  return sentence
    .replace(/<[^<>]{0,200}>/g, " ")
    .replace(/<(?=[/!?\p{L}])/gu, "")
    .replace(/[*_`#\uFFFD]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
