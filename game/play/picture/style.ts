import type { Box, TreeNode } from "../../emulator/host/tree.ts";
import { fontOf } from "./fonts.ts";

type Properties = TreeNode["properties"];

const WHOLE_SCREEN: Box = { x: 0, y: 0, width: 0, height: 0, scale: 1 };
/** Roblox's text size is the height of a line; letters are drawn in an em that is less. */
const EM = 1 / 1.2;

/** The CSS that paints a GUI object in the box that the emulator has laid out, which lies in another. */
export function styleOf(node: TreeNode, around: Box = WHOLE_SCREEN): string {
  const { box, className } = node;
  if (!box) return "";
  const styles = {
    ...placeOf(node, box, around),
    ...(className !== "ScreenGui" && paintOf(node, box)),
    ...(className.startsWith("Text") && textOf(node, box)),
  };
  return Object.entries(styles)
    .map(([key, value]) => `${key}: ${value}`)
    .join("; ");
}

function placeOf({ className, properties }: TreeNode, box: Box, around: Box): Record<string, string> {
  const clips = properties.ClipsDescendants === true || className === "ScrollingFrame";
  return {
    left: `${box.x - around.x}px`,
    top: `${box.y - around.y}px`,
    width: `${box.width}px`,
    height: `${box.height}px`,
    "z-index": String(Number(properties.ZIndex ?? 1)),
    ...(clips && { overflow: "hidden" }),
  };
}

function paintOf({ properties, children }: TreeNode, { scale }: Box): Record<string, string> {
  const [corner, stroke] = [modifier(children, "UICorner"), modifier(children, "UIStroke")];
  const [share = 0, pixels = 0] = numbersOf(corner && (corner.CornerRadius ?? [0, 8]));
  const opacity = opacityOf(properties.BackgroundTransparency);
  const thickness = Number(stroke?.Thickness ?? 1) * scale;
  return {
    background: groundOf(properties.BackgroundColor3, opacity, modifier(children, "UIGradient")),
    "border-radius": share > 0 ? "9999px" : `${pixels * scale}px`,
    ...(stroke && { "box-shadow": `0 0 0 ${thickness}px ${colorOf(stroke.Color, opacityOf(stroke.Transparency))}` }),
  };
}

function groundOf(color: unknown, opacity: number, gradient: Properties | undefined): string {
  if (!gradient) return colorOf(color, opacity);
  const keys = gradient.Color as { Time: number; Value: number[] }[];
  const base = numbersOf(color);
  const stops = keys.map(({ Time, Value }) => {
    const product = Value.map((part, i) => part * (base[i] ?? 1));
    return `${colorOf(product, opacity)} ${100 * Time}%`;
  });
  return `linear-gradient(${Number(gradient.Rotation ?? 0) + 90}deg, ${stops.join(", ")})`;
}

function textOf({ className, text, properties, children }: TreeNode, box: Box): Record<string, string> {
  const isHint = className === "TextBox" && properties.Text === "" && text !== "";
  const color = isHint ? properties.PlaceholderColor3 : properties.TextColor3;
  const size = box.textSize ?? 0;
  const padding = modifier(children, "UIPadding");
  const side = (name: string) => `${(numbersOf(padding?.[`Padding${name}`])[1] ?? 0) * box.scale}px`;
  const [across, down] = [ALIGNED[String(properties.TextXAlignment)], ALIGNED[String(properties.TextYAlignment)]];
  return {
    ...fontOf(String(properties.Font)),
    "font-size": `${size * EM}px`,
    "line-height": `${size * Number(properties.LineHeight ?? 1)}px`,
    color: colorOf(color, opacityOf(properties.TextTransparency)),
    padding: ["Top", "Right", "Bottom", "Left"].map(side).join(" "),
    "white-space": properties.TextWrapped === true ? "pre-wrap" : "pre",
    "text-align": across ?? "center",
    "--across": across ?? "center",
    "--down": down ?? "center",
  };
}

const ALIGNED: Record<string, string> = { Left: "left", Right: "right", Top: "start", Bottom: "end" };

function modifier(children: TreeNode[], className: string): Properties | undefined {
  return children.find((child) => child.className === className)?.properties;
}

function colorOf(value: unknown, opacity: number): string {
  const parts = Array.isArray(value) ? numbersOf(value) : [0.64, 0.635, 0.647];
  return `rgb(${parts.map((part) => Math.round(part * 255)).join(" ")} / ${opacity})`;
}

function opacityOf(transparency: unknown): number {
  return 1 - Number(transparency ?? 0);
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}
