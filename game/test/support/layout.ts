import type { ScreenOptions } from "../../emulator/host/player.ts";
import { type Box, flatten, type TreeNode } from "../../emulator/host/tree.ts";
import { lensOf } from "../../play/scene/camera.ts";

/** Pixels: a thumb needs as much. */
const TOUCH = 44;
/** A stroke is outside of its object, and halves of pixels are nobody's loss. */
const SLACK = 1;

/** Everything that is wrong with what a player sees of the dialogue, in words; nothing where all is well. */
export function faultsOf(gui: TreeNode, screen: ScreenOptions): string[] {
  const seen = visibleIn(gui);
  const said = seen.filter(({ node }) => node.className.startsWith("Text"));
  const safe = safeBoxOf(screen);
  return [
    ...said
      .filter(({ node }) => node.box?.textFits === false && !isBeingWritten(node))
      .map(({ node }) => `${node.name} is cut`),
    ...said.filter(({ box }) => !isWithin(box, safe)).map(({ node }) => `${node.name} is off the screen`),
    ...seen.filter(isTooLittle).map(({ node }) => `${node.name} shows too little`),
    ...said.filter(isTooSmall).map(({ node }) => `${node.name} is too small for a thumb`),
    ...said.flatMap((one, index) =>
      said
        .slice(index + 1)
        .filter((other) => !other.around.includes(one.node) && isOverlapping(one.box, other.box))
        .map((other) => `${one.node.name} and ${other.node.name} overlap`),
    ),
  ];
}

/** Where on the screen the head is of an NPC to whom one talks, as Roblox's own camera sees it: behind the player, 15° down. */
export function headOn({ width = 1280, height = 720 }: ScreenOptions): Box {
  const [away, apart, tilt] = [12.5, 5, (15 * Math.PI) / 180];
  const eye = [0, 4.5 + away * Math.sin(tilt), away * Math.cos(tilt)] as const;
  const lens = lensOf({ eye: [...eye], target: [0, 4.5, 0], fieldOfView: 70 }, width / height);
  const [top, bottom] = [lens.find([-0.6, 5.1, -apart]), lens.find([0.6, 3.9, -apart])];
  if (!top || !bottom) throw new Error("the head is behind the camera");
  const [x, y] = [top.x * width, top.y * height];
  return { x, y, width: bottom.x * width - x, height: bottom.y * height - y, scale: 1 };
}

export function isOverlapping(a: Box, b: Box): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > SLACK && down > SLACK;
}

interface Seen {
  node: TreeNode;
  /** What of it can be seen: a scrolling frame shows a part of what is in it. */
  box: Box;
  around: TreeNode[];
}

function visibleIn(node: TreeNode, around: TreeNode[] = []): Seen[] {
  const own = node.visible === true && node.box ? [{ node, box: clipped(node.box, around), around }] : [];
  return [
    ...own.filter(({ box }) => box.width > 0 && box.height > 0),
    ...node.children.flatMap((child) => visibleIn(child, [...around, node])),
  ];
}

function clipped(box: Box, around: TreeNode[]): Box {
  const windows = around.flatMap(({ className, box: window }) =>
    className === "ScrollingFrame" && window ? [window] : [],
  );
  return windows.reduce((rest, window) => {
    const [x, y] = [Math.max(rest.x, window.x), Math.max(rest.y, window.y)];
    const width = Math.min(rest.x + rest.width, window.x + window.width) - x;
    return { ...rest, x, y, width, height: Math.min(rest.y + rest.height, window.y + window.height) - y };
  }, box);
}

function safeBoxOf({ width = 1280, height = 720, cutout = [0, 0, 0, 0], topBar = 0 }: ScreenOptions): Box {
  const [left, top, right, bottom] = cutout;
  const y = top + topBar;
  return { x: left, y, width: width - left - right, height: height - y - bottom, scale: 1 };
}

function isWithin(box: Box, around: Box): boolean {
  const [right, bottom] = [around.x + around.width, around.y + around.height];
  return (
    box.x >= around.x - SLACK &&
    box.y >= around.y - SLACK &&
    box.x + box.width <= right + SLACK &&
    box.y + box.height <= bottom + SLACK
  );
}

/** Roblox keeps the end of what is being written in sight. */
function isBeingWritten({ className, properties }: TreeNode): boolean {
  return className === "TextBox" && properties.Text !== "";
}

function isTooSmall({ node }: Seen): boolean {
  const { className, box } = node;
  return className !== "TextLabel" && (box === undefined || box.width < TOUCH || box.height < TOUCH);
}

/** Whoever scrolls has to see that there is something: a line at least, a button at least. */
function isTooLittle({ node }: Seen): boolean {
  const inside = flatten(node).filter(({ box }) => box?.textSize !== undefined && box.height > 0);
  const [least = 0] = inside
    .map(({ className, box }) => (className === "TextButton" ? TOUCH : (box?.textSize ?? 0)))
    .sort((a, b) => b - a);
  return node.className === "ScrollingFrame" && inside.length > 0 && (node.box?.height ?? 0) < least;
}
