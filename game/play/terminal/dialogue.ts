import { flatten, type TreeNode } from "../../emulator/host/tree.ts";

/** The dialogue on the player's screen, sorted by what it is: everything in it was read from the tree. */
export interface Dialogue {
  /** The NPC's name. */
  title: Label;
  /** Notices, the player's last words, and the NPC's, in the order of the screen. */
  labels: Label[];
  /** How bright each thinking dot is, 0 to 1; none when the NPC does not think. */
  dots: number[];
  /** Quick replies, or the way to interrupt; under a care card its own button alone. */
  choices: Label[];
  /** Where the player writes; undefined where Roblox lets them not. */
  box: (Label & { hint: string }) | undefined;
  /** Characters left, once few are. */
  left: string;
  send: Label | undefined;
  leave: Label | undefined;
}

export interface Label {
  /** The GUI object's name. */
  name: string;
  /** As much as can be read now. */
  text: string;
  /** 0 to 255. */
  color: Color;
  ground: Color;
  isEnabled: boolean;
}

export type Color = readonly [red: number, green: number, blue: number];

/** Undefined while there is none. */
export function readDialogue(gui: TreeNode): Dialogue | undefined {
  const seen = flatten(gui).filter((node) => node.visible === true);
  const all = (className: string) => seen.filter((node) => node.className === className).map(labelOf);
  const [texts, buttons] = [all("TextLabel"), all("TextButton")];
  const named = (name: string) => [...texts, ...buttons].find((label) => label.name === name);
  const title = named("Name");
  if (!title) return undefined;
  const read = named("CareRead");
  if (read)
    return careCard(
      read,
      ["Notice", "CareText"].flatMap((name) => named(name) ?? []),
      named("CareTitle") ?? title,
    );
  const box = seen.find((node) => node.className === "TextBox");
  const dots = seen.find((node) => node.name === "Dots");
  return {
    title,
    labels: texts.filter(({ name, text }) => !["Name", "Left"].includes(name) && text !== ""),
    dots: dots?.children.map((dot) => 1 - numberOf(dot.properties.BackgroundTransparency)) ?? [],
    choices: buttons.filter(({ name }) => !["Send", "Leave"].includes(name)),
    box: box && {
      ...labelOf(box),
      text: stringOf(box.properties.Text),
      hint: stringOf(box.properties.PlaceholderText),
    },
    left: named("Left")?.text ?? "",
    send: named("Send"),
    leave: named("Leave"),
  };
}

/** It lies over the dialogue until it was read. */
function careCard(read: Label, labels: Label[], title: Label): Dialogue {
  return { title, labels, dots: [], choices: [read], box: undefined, left: "", send: undefined, leave: undefined };
}

export function isCareCard({ choices }: Dialogue): boolean {
  return choices[0]?.name === "CareRead";
}

/** Whether the player can say something now. */
export function maySpeak({ choices, send }: Dialogue): boolean {
  return send?.isEnabled ?? choices.some(({ name, isEnabled }) => name.startsWith("Reply") && isEnabled);
}

/** All that the NPC says, typed out or not. */
export function wholeLine(gui: TreeNode): string {
  const line = flatten(gui).find(({ name }) => name === "Line");
  return stringOf(line?.children.find(({ name }) => name === "Text")?.properties.Text);
}

function labelOf({ name, text = "", properties }: TreeNode): Label {
  return {
    name,
    text,
    color: colorOf(properties.TextColor3, [250, 243, 230]),
    ground: colorOf(properties.BackgroundColor3, [40, 32, 38]),
    isEnabled: properties.Interactable !== false,
  };
}

function colorOf(value: unknown, otherwise: Color): Color {
  if (!Array.isArray(value)) return otherwise;
  const [red = 0, green = 0, blue = 0] = value.map((part) => Math.round(numberOf(part) * 255));
  return [red, green, blue];
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
