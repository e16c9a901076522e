import { parsedJson } from "../../../lib/json.ts";
import { fieldsOf } from "./fields.ts";
import { errorIn } from "./read-error.ts";
import { readPart } from "./read-part.ts";

/** What stands before the words of a chunk, and after them. */
interface Frame {
  before: string;
  after: string;
}

/**
 * Reads the JSON texts of one answer, most of which differ from the one before in their words alone: those are cut out, since
 * to parse a text takes ten times as long. Undefined where it is no JSON.
 */
export function jsonReaderOfChunks(): (text: string) => unknown {
  let frame: Frame | undefined;
  let others = 0;
  return (text) => {
    const words = frame && wordsWithin(frame, text);
    if (words !== undefined) {
      others = 0;
      return { choices: [{ index: 0, delta: { content: words } }] };
    }
    const value = parsedJson(text);
    if (others < OTHERS) frame = frameOf(text, value);
    others += 1;
    return value;
  };
}

/** So many in a row are not alike where each has a time or a number of its own: none will be. */
const OTHERS = 4;
const PROBE = "probe";
/** As they are between the quotes: nothing of them is written in another way. */
const PLAIN = /^[^"\\\p{Cc}]*$/u;

function wordsWithin({ before, after }: Frame, text: string): string | undefined {
  if (text.length < before.length + after.length || !text.startsWith(before) || !text.endsWith(after)) return undefined;
  const words = text.slice(before.length, text.length - after.length);
  return PLAIN.test(words) ? words : undefined;
}

/** Of a chunk with nothing in it but words. That they stand where they seem to is found out with others in their place. */
function frameOf(text: string, value: unknown): Frame | undefined {
  const words = onlyWordsOf(value);
  const [head] = words === undefined ? [] : (CONTENT.exec(text) ?? []);
  if (words === undefined || head === undefined || !PLAIN.test(words)) return undefined;
  const before = text.slice(0, text.indexOf(head) + head.length);
  const after = text.slice(before.length + words.length);
  return onlyWordsOf(parsedJson(before + PROBE + after)) === PROBE ? { before, after } : undefined;
}

const CONTENT = /"content"\s{0,4}:\s{0,4}"/;

function onlyWordsOf(value: unknown): string | undefined {
  const part = readPart(value);
  if (part === undefined || part.isWhole || part.hasThoughts || part.finish !== undefined || part.usage !== undefined)
    return undefined;
  const choices = fieldsOf(value)?.["choices"];
  const isOther = part.calls.length > 0 || Object.keys(part.own).length > 0 || !Array.isArray(choices);
  return isOther || errorIn(value) !== undefined ? undefined : part.words;
}
