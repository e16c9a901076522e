/** An element as fast-xml-parser gives it in order: its tag with its children, and `:@` with its attributes. */
export type XmlElement = { ":@"?: Record<string, string> } & { [tag: string]: unknown };

/** A value that JSON does not have, as kernel/wire.luau revives it: the kind, and its constructor's arguments. */
export interface Special {
  $: string;
  v: unknown[];
}

/** The property as `{ [name]: value }`, under the name that scripts know it by; `{}` for what no script can see. */
export function readProperty(xmlName: string, element: XmlElement): Record<string, unknown> {
  const type = tagOf(element);
  const read = READERS[type];
  const value = read?.(element, type);
  return value === undefined ? {} : { [SCRIPT_NAMES[xmlName] ?? xmlName]: value };
}

export function textOf(element: XmlElement): string {
  return kidsOf(element)
    .map((kid) => ("#cdata" in kid ? textOf(kid) : ((kid["#text"] as string | undefined) ?? "")))
    .join("");
}

/** Names that differ in the file. */
const SCRIPT_NAMES: Record<string, string> = {
  size: "Size",
  shape: "Shape",
  Color3uint8: "Color",
  Health_XML: "Health",
};

type Reader = (element: XmlElement, type: string) => unknown;

const text: Reader = textOf;
const number: Reader = (element) => Number(textOf(element));
const fields: Reader = (element, type) => special(type, numbersIn(element));

const READERS: Record<string, Reader> = {
  string: text,
  ContentId: text,
  Content: (element) => numberless(element),
  bool: (element) => textOf(element) === "true",
  int: number,
  int64: number,
  float: number,
  double: number,
  token: number,
  Vector2: fields,
  Vector3: fields,
  UDim: fields,
  UDim2: fields,
  Color3: fields,
  CoordinateFrame: (element) => special("CFrame", numbersIn(element)),
  Color3uint8: (element) => special("Color3", bytesOfColor(Number(textOf(element)))),
};

function special($: string, v: unknown[]): Special {
  return { $, v };
}

function tagOf(element: XmlElement): string {
  return Object.keys(element).find((key) => key !== ":@") ?? "";
}

function kidsOf(element: XmlElement): XmlElement[] {
  const kids = element[tagOf(element)];
  return Array.isArray(kids) ? (kids as XmlElement[]) : [];
}

function numbersIn(element: XmlElement): number[] {
  return kidsOf(element)
    .filter((kid) => !("#text" in kid))
    .map((kid) => Number(textOf(kid)));
}

/** `<Content><url>…</url></Content>` */
function numberless(element: XmlElement): string {
  return kidsOf(element).map(textOf).join("").trim();
}

function bytesOfColor(packed: number): number[] {
  return [(packed >> 16) & 0xff, (packed >> 8) & 0xff, packed & 0xff].map((byte) => byte / 255);
}
