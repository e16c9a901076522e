import type { Pump } from "./pump.ts";

/** An instance as JSON: vectors and colours are lists, enum items and instances are names, sequences are their keypoints. */
export interface TreeNode {
  id: number;
  className: string;
  name: string;
  /** Whether the player sees it; absent on what is no GUI object. */
  visible?: boolean;
  /** What can be read on it now. */
  text?: string;
  /** Where it is on the screen, while it is seen. */
  box?: Box;
  /** Those that were set, also where that changed nothing. */
  properties: Record<string, unknown>;
  attributes: Record<string, unknown>;
  /** In the order of the screen. */
  children: TreeNode[];
}

/** Pixels from the top left corner of the whole screen. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  /** What UIScales have made of a pixel of its own properties. */
  scale: number;
  /** The height of a line, how wide the widest is, and whether all of the text has room: only where there may be text. */
  textSize?: number;
  textWidth?: number;
  textFits?: boolean;
}

/** An instance by its path, such as "Workspace.Barrel", with all that is in it. */
export async function readTree(pump: Pump, path: string): Promise<TreeNode> {
  return withMaps((await pump.look("tree", path)) as TreeNode);
}

export function flatten(node: TreeNode): TreeNode[] {
  return [node, ...node.children.flatMap(flatten)];
}

/** An empty Luau table has come as `[]`. */
function withMaps(node: TreeNode): TreeNode {
  return {
    ...node,
    properties: { ...node.properties },
    attributes: { ...node.attributes },
    children: node.children.map(withMaps),
  };
}
