import type { TreeNode } from "../../emulator/host/tree.ts";
import { fontOf } from "./fonts.ts";

type Properties = TreeNode["properties"];

/** The CSS that puts and paints a GUI object. https://create.roblox.com/docs/ui/position-and-size */
export function styleOf(node: TreeNode): string {
  const unknown = node.children.find(({ className }) =>
    /^UI(List|Grid|Table|Page|Flex|AspectRatio|SizeC)/.test(className),
  );
  if (unknown) throw new Error(`the picture cannot lay out ${unknown.className} in ${node.name}`);
  const isText = node.className.startsWith("Text");
  const styles =
    node.className === "ScreenGui" ? FULL : { ...placeOf(node), ...paintOf(node), ...(isText && textOf(node)) };
  return Object.entries(styles)
    .map(([key, value]) => `${key}: ${value}`)
    .join("; ");
}

const FULL = { left: "0", top: "0", width: "100%", height: "100%" };

function placeOf({ className, properties, children }: TreeNode): Record<string, string> {
  const [left, top] = pairOf(properties.Position);
  const [width, height] = pairOf(properties.Size);
  const [x = 0, y = 0] = numbersOf(properties.AnchorPoint);
  const scale = Number(modifier(children, "UIScale")?.Scale ?? 1);
  const grows = properties.AutomaticSize === "Y";
  const clips = properties.ClipsDescendants === true || className === "ScrollingFrame";
  return {
    left,
    top,
    width,
    [grows ? "min-height" : "height"]: height,
    transform: `translate(${-100 * x}%, ${-100 * y}%) scale(${scale})`,
    "transform-origin": `${100 * x}% ${100 * y}%`,
    "z-index": String(Number(properties.ZIndex ?? 1)),
    ...(clips && { overflow: "hidden" }),
  };
}

function paintOf({ properties, children }: TreeNode): Record<string, string> {
  const [corner, stroke] = [modifier(children, "UICorner"), modifier(children, "UIStroke")];
  const [share = 0, pixels = 0] = numbersOf(corner && (corner.CornerRadius ?? [0, 8]));
  const opacity = opacityOf(properties.BackgroundTransparency);
  return {
    background: groundOf(properties.BackgroundColor3, opacity, modifier(children, "UIGradient")),
    "border-radius": share > 0 ? "9999px" : `${pixels}px`,
    ...(stroke && {
      "box-shadow": `0 0 0 ${Number(stroke.Thickness ?? 1)}px ${colorOf(stroke.Color, opacityOf(stroke.Transparency))}`,
    }),
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

function textOf({ className, text, properties, children }: TreeNode): Record<string, string> {
  const isHint = className === "TextBox" && properties.Text === "" && text !== "";
  const color = isHint ? properties.PlaceholderColor3 : properties.TextColor3;
  const limit = modifier(children, "UITextSizeConstraint")?.MaxTextSize;
  const padding = modifier(children, "UIPadding");
  const side = (name: string) => `${numbersOf(padding?.[`Padding${name}`])[1] ?? 0}px`;
  const [across, down] = [ALIGNED[String(properties.TextXAlignment)], ALIGNED[String(properties.TextYAlignment)]];
  return {
    ...fontOf(String(properties.Font)),
    "font-size": `${Number(properties.TextScaled === true ? (limit ?? 100) : properties.TextSize)}px`,
    "line-height": String(Number(properties.LineHeight ?? 1) * 1.2),
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

/** A UDim2 as CSS lengths. */
function pairOf(value: unknown): [string, string] {
  const [x = 0, dx = 0, y = 0, dy = 0] = numbersOf(value);
  return [`calc(${100 * x}% + ${dx}px)`, `calc(${100 * y}% + ${dy}px)`];
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
