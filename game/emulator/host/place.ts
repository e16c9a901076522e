import { XMLParser } from "fast-xml-parser";
import { readAttributes } from "./attributes.ts";
import { readProperty, textOf, type XmlElement } from "./properties.ts";

/** An instance of a place file, in the shape that kernel/engine/host-api.luau builds. */
export interface PlaceNode {
  reference: string;
  className: string;
  name: string;
  properties: Record<string, unknown>;
  attributes: Record<string, unknown>;
  tags: string[];
  children: PlaceNode[];
}

export interface Place {
  nodes: PlaceNode[];
  scripts: { reference: string; path: string; source: string }[];
  /** Properties that point at another instance. */
  references: { from: string; property: string; to: string }[];
}

/** Reads a `.rbxlx` that Rojo built. https://dom.rojo.space/xml.html */
export function readPlace(xml: string): Place {
  const place: Place = { nodes: [], scripts: [], references: [] };
  const roblox = childrenOf(parser.parse(xml) as XmlElement[], "roblox")[0] ?? [];
  place.nodes = itemsOf(roblox).map((item) => readItem(item, "", place));
  return place;
}

/** Class names that Roblox does not have; Rojo lets them pass. Each with the instance's path. */
export function unknownClasses(place: Place, known: Set<string>): string[] {
  const visit = (node: PlaceNode, parent: string): string[] => {
    const path = parent + node.name;
    const problem = known.has(node.className) ? [] : [`${path} is a ${node.className}, which Roblox does not have`];
    return [...problem, ...node.children.flatMap((child) => visit(child, `${path}.`))];
  };
  return place.nodes.flatMap((node) => visit(node, ""));
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  cdataPropName: "#cdata",
});

function childrenOf(elements: XmlElement[], tag: string): XmlElement[][] {
  return elements.flatMap((element) => (element[tag] ? [element[tag] as XmlElement[]] : []));
}

function itemsOf(elements: XmlElement[]): XmlElement[] {
  return elements.filter((element) => "Item" in element);
}

function readItem(item: XmlElement, parentPath: string, place: Place): PlaceNode {
  const { class: className = "", referent = "" } = item[":@"] ?? {};
  const body = item.Item as XmlElement[];
  const node: PlaceNode = {
    reference: referent,
    className,
    name: className,
    properties: {},
    attributes: {},
    tags: [],
    children: [],
  };
  let source = "";
  for (const property of childrenOf(body, "Properties").flat()) {
    const { name = "" } = property[":@"] ?? {};
    if (name === "Name") node.name = textOf(property);
    else if (name === "Source") source = textOf(property);
    else if (name === "AttributesSerialize") node.attributes = readAttributes(base64Of(property));
    else if (name === "Tags") node.tags = base64Of(property).toString("utf8").split("\0").filter(Boolean);
    else if ("Ref" in property) place.references.push({ from: referent, property: name, to: textOf(property) });
    else Object.assign(node.properties, readProperty(name, property));
  }
  const path = parentPath + node.name;
  if (isScript(className)) place.scripts.push({ reference: referent, path, source });
  node.children = itemsOf(body).map((child) => readItem(child, `${path}.`, place));
  return node;
}

function isScript(className: string): boolean {
  return ["Script", "LocalScript", "ModuleScript"].includes(className);
}

function base64Of(property: XmlElement): Buffer {
  return Buffer.from(textOf(property), "base64");
}
