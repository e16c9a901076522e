import type { TreeNode } from "../../emulator/host/tree.ts";
import type { Picture } from "../scene/render.ts";
import { bitmapOf } from "./bitmap.ts";
import { styleOf } from "./style.ts";

/** A page that shows a PlayerGui as Roblox would lay it out, on a picture of the world. */
export function pageOf(gui: TreeNode, world: Picture): string {
  return `<!doctype html><meta charset="utf-8"><style>${CSS}</style>
<body style="background-image: url(${bitmapOf(world)})">${gui.children.map(elementOf).join("")}<script>${FIT}</script>`;
}

const CSS = `
  body { margin: 0; width: 100vw; height: 100vh; background-size: 100% 100%; overflow: hidden; }
  div, span { box-sizing: border-box; }
  div { position: absolute; }
  .content { display: flex; width: 100%; height: 100%; justify-content: var(--across); align-items: var(--down); }
  .rest { visibility: hidden; }`;

/** TextScaled: the largest size, from the given one down, at which the text is not cut. */
const FIT = `
  for (const box of document.querySelectorAll("[data-scaled]")) {
    const text = box.firstChild;
    for (let size = parseFloat(getComputedStyle(box).fontSize); size > 6; size -= 0.5) {
      box.style.fontSize = size + "px";
      if (text.scrollWidth <= text.clientWidth && text.scrollHeight <= text.clientHeight) break;
    }
  }`;

function elementOf(node: TreeNode): string {
  if (node.visible !== true) return "";
  const scaled = node.properties.TextScaled === true ? " data-scaled" : "";
  const inside = contentOf(node) + node.children.map(elementOf).join("");
  return `<div title="${node.name}" style="${styleOf(node)}"${scaled}>${inside}</div>`;
}

/** What is not typed out yet takes its place all the same. */
function contentOf({ className, text = "", properties }: TreeNode): string {
  if (!["TextLabel", "TextButton", "TextBox"].includes(className)) return "";
  const whole = typeof properties.Text === "string" && properties.Text.startsWith(text) ? properties.Text : text;
  const typed = className === "TextBox" ? text : whole;
  return `<span class="content"><span>${escaped(text)}<span class="rest">${escaped(typed.slice(text.length))}</span></span></span>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
