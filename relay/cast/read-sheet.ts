import { basename } from "node:path";
import { type Document, LineCounter, parseDocument } from "yaml";
import { frontMatter, type Sheet } from "./sheet.ts";

/**
 * Reads one sheet: YAML front matter between `---` lines, then the persona.
 * @throws {SheetError} naming file, line and field of every mistake.
 */
export function readSheet(file: string, text: string, world = ""): Sheet {
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text.replace(/^\uFEFF/, ""));
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new SheetError(`${file}:1: a sheet begins with front matter between two lines of ---`);
  }
  const lines = new LineCounter();
  const yaml = parseDocument(parts[1], { lineCounter: lines });
  // The front matter begins on the file's second line.
  const lineAt = (offset: number): number => lines.linePos(offset).line + 1;
  const broken = yaml.errors[0];
  if (broken) throw new SheetError(`${file}:${lineAt(broken.pos[0])}: ${broken.message.split("\n")[0] ?? ""}`);
  const read = frontMatter.safeParse(yaml.toJS() ?? {});
  if (!read.success) {
    const mistakes = read.error.issues.map((issue) => {
      const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
      return `${file}:${lineAt(offsetOf(yaml, path))}: ${path.join(".") || "front matter"}: ${issue.message}`;
    });
    throw new SheetError(mistakes.join("\n"));
  }
  const id = basename(file, ".md");
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/.test(id)) {
    throw new SheetError(
      `${file}: the file's name is the NPC's id: small letters, digits, - and _, at most 32 characters`,
    );
  }
  const persona = parts[2].trim();
  if (persona === "")
    throw new SheetError(
      `${file}:${text.split("\n").length}: the persona is missing: write below the front matter who the NPC is`,
    );
  const wrongGift = read.data.rehearsal.answers.find(
    (a) => a.give !== undefined && !read.data.acts.give_item?.includes(a.give),
  );
  if (wrongGift) throw new SheetError(`${file}: rehearsal: "${wrongGift.give ?? ""}" is not one of acts.give_item`);
  const { limits } = read.data;
  if (persona.length > limits.persona)
    throw new SheetError(`${file}: the persona has ${persona.length} characters; limits.persona is ${limits.persona}`);
  if (world.length > limits.world)
    throw new SheetError(`${file}: world.md has ${world.length} characters; limits.world is ${limits.world}`);
  return { id, persona, world, ...read.data };
}

export class SheetError extends Error {
  override readonly name = "SheetError";
}

/** Where the field, or else the nearest thing around it that is there, begins in the front matter. */
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
