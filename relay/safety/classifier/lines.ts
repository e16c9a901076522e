import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export type Speaker = "player" | "npc";

export interface Example {
  kind: string;
  text: string;
  /** The templates that it was made of are counted, so that the lines of one are held out together. */
  template: number;
}

/** The lines that a classifier learns from, written out: of each template a dozen at most. */
export function examplesOf(by: Speaker, random: () => number): Example[] {
  // An NPC that speaks as a player does who gives away where to be found is cut as well.
  const contacts = by === "npc" ? templatesOf("player").filter(([kind]) => kind === "contact") : [];
  let template = 0;
  return [...templatesOf(by), ...harmlessOf(by), ...contacts].flatMap(([kind, templates]) =>
    templates.flatMap((written) => {
      template += 1;
      const texts = new Set(Array.from({ length: VARIANTS }, () => writtenOut(written, random)));
      return [...texts].map((text) => ({ kind, text, template }));
    }),
  );
}

/** Lines of the corpora that must pass: what the phrases must not find, and what an honest NPC says. */
function harmlessOf(by: Speaker): [kind: string, templates: string[]][] {
  const read = (file: string): unknown => parse(readFileSync(join(import.meta.dirname, "../../test", file), "utf8"));
  const honest = [...textsIn(read("red-team/honest.yaml")), ...castLines()];
  if (by === "npc") return [["ok", honest]];
  const crisis = read("corpus/crisis.yaml") as Record<string, Record<string, string[]>>;
  const unsafe = read("corpus/unsafe.yaml") as Record<string, string[]>;
  return [
    ["ok", [...honest, ...Object.values(crisis).flatMap((kinds) => kinds["none"] ?? []), ...(unsafe["none"] ?? [])]],
  ];
}

/** Sentence by sentence, front matter and persona alike. */
const castLines = (): string[] =>
  readdirSync(CAST)
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => readFileSync(join(CAST, file), "utf8").split(/\n|(?<=[.!?"]) /))
    .map((line) => line.replace(/^[\s\-{]*(?:[a-z]+: )*|["}]+/g, ""))
    .filter((line) => line.split(" ").length > 2);

const CAST = join(import.meta.dirname, "../../npcs");

const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

const FOLDER = join(import.meta.dirname, "lines");

const templatesOf = (by: Speaker): [kind: string, templates: string[]][] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(`-${by}.yaml`))
    .sort()
    .flatMap((file) => Object.entries(parse(readFileSync(join(FOLDER, file), "utf8")) as Record<string, string[]>));

const VARIANTS = 16;

const writtenOut = (template: string, random: () => number): string =>
  template
    .replace(/\(([^()]*)\)/g, (_all, choices: string) => {
      const all = choices.split("|");
      return all[Math.floor(random() * all.length)] ?? "";
    })
    .replace(/\s+/g, " ")
    .replace(/ ([,.?!])/g, "$1")
    .trim();
