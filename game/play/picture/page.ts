import type { Box, TreeNode } from "../../emulator/host/tree.ts";
import type { Picture } from "../scene/render.ts";
import { styleOf } from "./style.ts";

/** A page that shows a PlayerGui as the emulator has laid it out, on a picture of the world. */
export function pageOf(gui: TreeNode, world: Picture): string {
  return `<!doctype html><meta charset="utf-8"><style>${CSS}</style>
<canvas width="${world.width}" height="${world.height}"></canvas>${gui.children.map((node) => elementOf(node)).join("")}
<script>const pixels = "${Buffer.from(world.pixels).toString("base64")}";${PAINT}${FIT}</script>`;
}

/** A canvas has a fourth byte for each pixel: how opaque it is. */
const PAINT = `
  const canvas = document.querySelector("canvas");
  const image = new ImageData(canvas.width, canvas.height);
  const bytes = atob(pixels);
  for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : bytes.charCodeAt(i - (i >> 2));
  canvas.getContext("2d").putImageData(image, 0, 0);`;

/**
 * The letters that this machine has may be wider than those that the game is laid out with: what has room there is drawn as
 * much smaller as it needs to have it here. What has none is left as it is.
 */
const FIT = `
  for (const content of document.querySelectorAll(".content:not(.cut)")) {
    const [words, size] = [content.firstChild, parseFloat(getComputedStyle(content).fontSize)];
    const isOut = () => words.offsetHeight > content.clientHeight + 1 || words.scrollWidth > words.offsetWidth + 1;
    for (let share = 1; share > 0.7 && isOut(); share -= 0.01) words.style.fontSize = size * share + "px";
  }`;

const CSS = `
  body { margin: 0; overflow: hidden; }
  div, span { box-sizing: border-box; }
  canvas, div { position: absolute; }
  .content { display: flex; width: 100%; height: 100%; justify-content: var(--across); align-items: var(--down); }
  .rest { visibility: hidden; }`;

function elementOf(node: TreeNode, around?: Box): string {
  if (node.visible !== true) return "";
  const unknown = node.children.find(({ className }) => /^UI(Grid|Table|Page|Flex|AspectRatio)/.test(className));
  if (unknown) throw new Error(`the emulator cannot lay out ${unknown.className} in ${node.name}`);
  const inside = contentOf(node) + node.children.map((child) => elementOf(child, node.box)).join("");
  return `<div title="${node.name}" style="${styleOf(node, around)}">${inside}</div>`;
}

/** What is not typed out yet takes its place all the same. */
function contentOf({ className, text = "", properties, box }: TreeNode): string {
  if (!["TextLabel", "TextButton", "TextBox"].includes(className)) return "";
  const whole = typeof properties.Text === "string" && properties.Text.startsWith(text) ? properties.Text : text;
  const typed = className === "TextBox" ? text : whole;
  const kind = box?.textFits === false ? "content cut" : "content";
  const rest = `<span class="rest">${escaped(typed.slice(text.length))}</span>`;
  const width = className === "TextBox" ? "none" : `${(box?.textWidth ?? 0) + 1}px`;
  return `<span class="${kind}"><span style="max-width: ${width}">${escaped(text)}${rest}</span></span>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
