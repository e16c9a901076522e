/** One piece of an XML file: a tag, or text as it is written, or the text of a CDATA section, in which nothing is escaped. */
export type XmlToken =
  | { kind: "tag"; tag: string; isClosing: boolean; isEmpty: boolean; attributes: string }
  | { kind: "text" | "cdata"; text: string };

/**
 * The pieces of an XML file, one after the other. Each byte is read once, whatever is in it: what begins and does not end is
 * looked for no second time. Comments and the like are left out; no entity is declared or fetched.
 * @throws {RangeError} where something does not end.
 */
export function* xmlTokens(xml: string): Generator<XmlToken> {
  for (let at = 0; at < xml.length;) {
    if (xml[at] !== "<") {
      const end = xml.indexOf("<", at);
      yield { kind: "text", text: xml.slice(at, end < 0 ? xml.length : end) };
      at = end < 0 ? xml.length : end;
      continue;
    }
    const section = SECTIONS.find(({ begin }) => xml.startsWith(begin, at));
    if (section !== undefined) {
      const from = at + section.begin.length;
      const end = endOf(xml, section.end, from);
      if (section.begin === CDATA) yield { kind: "cdata", text: xml.slice(from, end) };
      at = end + section.end.length;
      continue;
    }
    TAG_BEGINS.lastIndex = at;
    if (!TAG_BEGINS.test(xml)) {
      at += 1;
      continue;
    }
    TAG.lastIndex = at;
    const [whole, close, tag = "", attributes = ""] = TAG.exec(xml) ?? cutShort();
    const isEmpty = attributes.endsWith("/");
    yield { kind: "tag", tag, isClosing: close === "/", isEmpty, attributes };
    at += whole.length;
  }
}

const CDATA = "<![CDATA[";
const SECTIONS = [
  { begin: "<!--", end: "-->" },
  { begin: "<?", end: "?>" },
  { begin: CDATA, end: "]]>" },
];
const TAG_BEGINS = /<\/?[\w:]/y;
/** There is one way to read it only, so that one without an end is given up after one reading. */
const TAG = /<(\/?)([\w:]+)((?:"[^"]*"|'[^']*'|[^>"'])*)>/y;

function endOf(xml: string, mark: string, from: number): number {
  const end = xml.indexOf(mark, from);
  return end < 0 ? cutShort() : end;
}

function cutShort(): never {
  throw new RangeError("it is cut short");
}
