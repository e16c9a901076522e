import { decodeXML } from "entities";
import { type RawInstance, WANTED } from "./raw-instance.ts";
import { xmlTokens } from "./xml-tokens.ts";

/** Reads a `.rbxlx` or `.rbxmx`: https://dom.rojo.space/xml.html @throws {RangeError} where it is cut short. */
export function readXmlPlace(xml: string): RawInstance[] {
  const instances: RawInstance[] = [];
  const open: RawInstance[] = [];
  let property: { name: (typeof WANTED)[number]; tag: string; text: string } | undefined;
  let isWhole = false;
  for (const token of xmlTokens(xml)) {
    const instance = open.at(-1);
    if (token.kind !== "tag") {
      if (property !== undefined) property.text += token.kind === "cdata" ? token.text : decodeXML(token.text);
      continue;
    }
    const { tag, isClosing, isEmpty, attributes } = token;
    if (tag === "Item" && !isClosing) {
      const parent = open.at(-1);
      const item: RawInstance = {
        className: attribute(attributes, "class"),
        properties: new Map(),
        ...(parent && { parent }),
      };
      instances.push(item);
      if (!isEmpty) open.push(item);
    } else if (tag === "Item") open.pop();
    else if (tag === "roblox" && isClosing) isWhole = true;
    else if (isClosing && property !== undefined && tag === property.tag) {
      const { name, text: written } = property;
      instance?.properties.set(name, Buffer.from(written, tag === "BinaryString" ? "base64" : "utf8"));
      property = undefined;
    } else if (!isClosing && !isEmpty) {
      const name = WANTED.find((wanted) => wanted === attribute(attributes, "name"));
      if (name !== undefined && TEXTS.has(tag)) property = { name, tag, text: "" };
    }
  }
  if (!isWhole) throw new RangeError("it is cut short");
  return instances;
}

const TEXTS = new Set(["string", "BinaryString", "ProtectedString"]);

function attribute(attributes: string, name: string): string {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? [];
  return decodeXML(double ?? single ?? "");
}
