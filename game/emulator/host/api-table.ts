import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import ts from "typescript";

const TYPES = new URL("../../../node_modules/@rbxts/types/", import.meta.url);
const CACHE = new URL("../../../node_modules/.cache/townsfolk/", import.meta.url);
/** Part of the cache's name: raise it when the lines below change their meaning. */
const FORMAT = 2;

/**
 * All classes and enums of Roblox as text, one a line, which the kernel takes apart only when a class is used:
 *
 *     class <name> <base> <creatable|service|abstract> <member>:<kind>:<type> ...
 *     enum <name> <item>=<value> ...
 *
 * Kinds: p property, r read-only property, m method, e event, c callback. It comes from `@rbxts/types`, and is kept in
 * node_modules/.cache because reading those files takes a second.
 */
export function readApiTable(): string {
  const { version } = JSON.parse(readFileSync(new URL("package.json", TYPES), "utf8")) as { version: string };
  const cached = new URL(`roblox-api-${version}-${FORMAT}.txt`, CACHE);
  try {
    return readFileSync(cached, "utf8");
  } catch {
    const table = buildApiTable();
    mkdirSync(CACHE, { recursive: true });
    // Others may be reading: the file appears whole or not at all.
    const unfinished = new URL(`${process.pid}.txt`, CACHE);
    writeFileSync(unfinished, table);
    renameSync(unfinished, cached);
    return table;
  }
}

/** The names of all classes, for checking a place file. */
export function classNames(table = readApiTable()): Set<string> {
  return new Set([...table.matchAll(/^class (\S+)/gm)].map(([, name = ""]) => name));
}

interface ClassEntry {
  base: string;
  members: Map<string, string>;
}

function buildApiTable(): string {
  const interfaces = new Map<string, ClassEntry>();
  for (const file of ["include/generated/None.d.ts", "include/roblox.d.ts"]) {
    for (const statement of parse(file).statements) {
      if (ts.isInterfaceDeclaration(statement)) addInterface(interfaces, statement);
    }
  }
  const creatable = interfaces.get("CreatableInstances")?.members;
  const services = interfaces.get("Services")?.members;
  const lines = [...interfaces]
    .filter(([name]) => isInstance(interfaces, name))
    .map(([name, { base, members }]) => {
      const use = services?.has(name) ? "service" : creatable?.has(name) ? "creatable" : "abstract";
      return ["class", name, base || "-", use, ...[...members].map(([key, value]) => `${key}:${value}`)].join(" ");
    });
  return [...lines, ...enumLines()].join("\n");
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(new URL(file, TYPES), "utf8"), ts.ScriptTarget.ESNext, true);
}

function isInstance(interfaces: Map<string, ClassEntry>, name: string): boolean {
  for (let at = name; at; at = interfaces.get(at)?.base ?? "") if (at === "RBXObject") return true;
  return false;
}

function addInterface(interfaces: Map<string, ClassEntry>, node: ts.InterfaceDeclaration): void {
  const entry = interfaces.get(node.name.text) ?? { base: "", members: new Map<string, string>() };
  interfaces.set(node.name.text, entry);
  entry.base = node.heritageClauses?.[0]?.types[0]?.expression.getText() ?? entry.base;
  for (const member of node.members) {
    if (!member.name || !ts.isIdentifier(member.name) || member.name.text.startsWith("_nominal_")) continue;
    if (ts.isMethodSignature(member)) entry.members.set(member.name.text, "m:");
    if (ts.isPropertySignature(member)) entry.members.set(member.name.text, describeProperty(member));
    if (ts.isGetAccessor(member)) entry.members.set(member.name.text, `r:${plainType(member.type)}`);
  }
}

function describeProperty(node: ts.PropertySignature): string {
  const type = node.type?.getText() ?? "";
  // `unknown` is RBXObject.Changed, whose arguments each subclass decides; `T` is RemoteFunction.OnClientInvoke.
  if (type.startsWith("RBXScriptSignal") || type === "unknown") return "e:";
  if (type.includes("=>") || type === "T") return "c:";
  const readOnly = node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ReadonlyKeyword);
  return `${readOnly ? "r" : "p"}:${plainType(node.type)}`;
}

/** The one type that a property holds; `any` where it is more than one name. */
function plainType(node: ts.TypeNode | undefined): string {
  return /^[\w.]+(?=( \| undefined)?$)/.exec(node?.getText() ?? "")?.[0] ?? "any";
}

function enumLines(): string[] {
  const [root] = parse("include/generated/enums.d.ts").statements.filter(ts.isModuleDeclaration);
  return namespaces(root).map((node) => {
    const items = blockOf(node)
      .filter(ts.isInterfaceDeclaration)
      .map((item) => `${item.name.text}=${valueOf(item)}`);
    return ["enum", node.name.text, ...items].join(" ");
  });
}

function valueOf(item: ts.InterfaceDeclaration): string {
  const value = item.members.find((member) => member.name?.getText() === "Value");
  return value && ts.isPropertySignature(value) ? (value.type?.getText() ?? "0") : "0";
}

function namespaces(node: ts.ModuleDeclaration | undefined): ts.ModuleDeclaration[] {
  return blockOf(node).filter(ts.isModuleDeclaration);
}

function blockOf(node: ts.ModuleDeclaration | undefined): readonly ts.Statement[] {
  return node?.body && ts.isModuleBlock(node.body) ? node.body.statements : [];
}
