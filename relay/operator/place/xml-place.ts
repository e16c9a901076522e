import { decodeXML } from "entities";
import { type RawInstance, WANTED } from "./raw-instance.ts";

/** Comments and the like, CDATA, tags, and the text between them. */
const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|<(?<close>\/?)(?<tag>[\w:]+)(?<attributes>(?:"[^"]*"|'[^']*'|[^>"'])*?)(?<empty>\/?)>|(?<text>[^<]+)/g;

/** Reads a `.rbxlx` or `.rbxmx`: https://dom.rojo.space/xml.html @throws {RangeError} where it is cut short. */
export function readXmlPlace(xml: string): RawInstance[] {
  const instances: RawInstance[] = [];
  const open: RawInstance[] = [];
  let property: { name: (typeof WANTED)[number]; tag: string; text: string } | undefined;
  let isWhole = false;
  for (const { groups = {} } of xml.matchAll(TOKEN)) {
    const { tag, close, attributes = "", empty, cdata, text } = groups;
    const instance = open.at(-1);
    if (property !== undefined && tag === undefined) property.text += cdata ?? decodeXML(text ?? "");
    else if (tag === "Item" && close === "") {
      const parent = open.at(-1);
      const item: RawInstance = {
        className: attribute(attributes, "class"),
        properties: new Map(),
        ...(parent && { parent }),
      };
      instances.push(item);
      if (empty === "") open.push(item);
    } else if (tag === "Item") open.pop();
    else if (tag === "roblox" && close === "/") isWhole = true;
    else if (close === "/" && tag === property?.tag) {
      const { name, text: written } = property ?? { name: "Name", text: "" };
      instance?.properties.set(name, Buffer.from(written, tag === "BinaryString" ? "base64" : "utf8"));
      property = undefined;
    } else if (tag !== undefined && close === "" && empty === "") {
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
