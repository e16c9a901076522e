import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { inWords } from "./in-words.ts";

interface Source {
  /** For messages. */
  file: string;
  text: string;
  /** The file's line on which the text begins; 1 by default. */
  firstLine?: number;
  /** What a mistake is called that belongs to no field. */
  whole: string;
}

/** Reads YAML of a shape. Every mistake is one line that names file, line and field. */
export function readYaml<T>(shape: z.ZodType<T>, source: Source): { data: T } | { mistakes: string[] } {
  const { file, text, firstLine = 1, whole } = source;
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => `${file}:${lines.linePos(offset).line + firstLine - 1}`;
  const broken = yaml.errors[0];
  if (broken) return { mistakes: [`${at(broken.pos[0])}: ${broken.message.split("\n")[0] ?? ""}`] };
  const read = shape.safeParse(yaml.toJS() ?? {}, { error: inWords });
  if (read.success) return { data: read.data };
  const tell = (path: PropertyKey[], message: string): string =>
    `${at(offsetOf(yaml, path))}: ${path.join(".") || whole}: ${message}`;
  const mistakes = read.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => tell([...issue.path, key], "is no field that belongs here"))
      : [tell(issue.path, issue.message)],
  );
  return { mistakes };
}

/** Where the field, or else the nearest thing around it that is there, begins. */
function offsetOf(yaml: Document, path: PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? yaml.contents : yaml.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    const pair = isMapNode(parent) ? parent.items.find((entry) => keyOf(entry) === key) : undefined;
    const node = pair ?? yaml.getIn(path.slice(0, depth), true);
    const start = rangeStart(isPair(node) ? node.key : node);
    if (start !== undefined) return start;
  }
  return 0;
}

const isMapNode = (node: unknown): node is { items: unknown[] } =>
  typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items);
const isPair = (node: unknown): node is { key: unknown } => typeof node === "object" && node !== null && "key" in node;
const keyOf = (pair: unknown): unknown => {
  const key = isPair(pair) ? pair.key : undefined;
  return typeof key === "object" && key !== null && "value" in key ? key.value : key;
};
const rangeStart = (node: unknown): number | undefined => {
  const range: unknown = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : undefined;
};
